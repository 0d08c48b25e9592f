namespace RerankKit.TestSupport;

/// <summary>Finds the shared test data beside the repository, or where RERANKKIT_TEST_DATA says.</summary>
public static class TestData
{
    public static string Path(params ReadOnlySpan<string> parts)
    {
        string path = System.IO.Path.Combine([Root(), .. parts]);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Assert.Ignore($"The shared test data is not here: {path}");
        }

        return path;
    }

    public static bool Has(params ReadOnlySpan<string> parts) => File.Exists(System.IO.Path.Combine([Root(), .. parts]));

    /// <summary>A path inside the repository, from whose folder tests run.</summary>
    public static string Repository(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([RepositoryRoot.Path, .. parts]);

    private static string Root() =>
        Environment.GetEnvironmentVariable("RERANKKIT_TEST_DATA") is { Length: > 0 } given
            ? given
            : System.IO.Path.Combine(System.IO.Path.GetDirectoryName(RepositoryRoot.Path)!, "shared", "data");
}
