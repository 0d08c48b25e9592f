namespace RerankKit.Packaging.Tests;

/// <summary>Finds the repository that the tests were built from.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

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
