namespace RerankKit;

/// <summary>Finds the shared test data beside the repository, or where RERANKKIT_TEST_DATA says.</summary>
internal static class TestData
{
    public static string Path(params ReadOnlySpan<string> parts)
    {
        string path = System.IO.Path.Combine([Root() ?? "", .. parts]);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Assert.Ignore($"The shared test data is not here: {path}");
        }

        return path;
    }

    public static bool Has(params ReadOnlySpan<string> parts)
    {
        string? root = Root();
        return root is not null && File.Exists(System.IO.Path.Combine([root, .. parts]));
    }

    private static string? Root()
    {
        string? given = Environment.GetEnvironmentVariable("RERANKKIT_TEST_DATA");
        if (!string.IsNullOrEmpty(given))
        {
            return given;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "RerankKit.sln")))
            {
                return System.IO.Path.Combine(folder.Parent!.FullName, "shared", "data");
            }
        }

        return null;
    }
}
