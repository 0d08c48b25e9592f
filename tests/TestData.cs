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

    /// <summary>A path inside the repository, from whose folder tests run.</summary>
    public static string Repository(params ReadOnlySpan<string> parts) =>
        System.IO.Path.Combine([RepositoryRoot()?.FullName ?? throw new InvalidOperationException($"No RerankKit.sln is above {AppContext.BaseDirectory}."), .. parts]);

    private static string? Root()
    {
        string? given = Environment.GetEnvironmentVariable("RERANKKIT_TEST_DATA");
        if (!string.IsNullOrEmpty(given))
        {
            return given;
        }

        return RepositoryRoot() is { } repository ? System.IO.Path.Combine(repository.Parent!.FullName, "shared", "data") : null;
    }

    private static DirectoryInfo? RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "RerankKit.sln")))
        {
            folder = folder.Parent;
        }

        return folder;
    }
}
