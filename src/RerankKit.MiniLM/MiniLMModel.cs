namespace RerankKit.MiniLM;

/// <summary>The model in the package: all-MiniLM-L6-v2 with 8-bit weights.</summary>
public static class MiniLMModel
{
    /// <summary>
    /// The folder of its files, <c>RerankKit.MiniLM</c> beside the application, where the build puts it. It is laid out as its publishers lay out theirs, so whatever loads
    /// embedding models takes it: <c>AddEmbeddings(MiniLMModel.Directory)</c>, or <c>OnnxEmbeddingGenerator</c> for the application's own vector search.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">The folder is not there.</exception>
    public static string Directory => Find(AppContext.BaseDirectory);

    internal static string Find(string application)
    {
        string folder = Path.Combine(application, "RerankKit.MiniLM");
        return System.IO.Directory.Exists(folder)
            ? folder
            : throw new DirectoryNotFoundException($"The model of RerankKit.MiniLM is not in {folder}. The build copies it there for whoever references the package; deploy that folder with the application.");
    }
}
