namespace RerankKit.TestSupport;

/// <summary>Finds the repository that the tests were built from.</summary>
public static class RepositoryRoot
{
    public static string Path { get; } = Find();

    /// <summary>The packages that are libraries: all of <c>src</c> but the tool.</summary>
    public static string[] Libraries { get; } =
    [
        .. Directory.EnumerateFiles(System.IO.Path.Combine(Path, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(project => System.IO.Path.GetFileNameWithoutExtension(project))
            .Where(name => name != "RerankKit.Cli")
            .Order(StringComparer.Ordinal),
    ];

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "RerankKit.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("RerankKit.sln is in no folder above the tests.");
    }
}
