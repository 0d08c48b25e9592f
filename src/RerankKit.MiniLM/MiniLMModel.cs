namespace RerankKit.MiniLM;

/// <summary>The model in the package: all-MiniLM-L6-v2 with 8-bit weights, as a late-interaction model.</summary>
public static class MiniLMModel
{
    /// <summary>The folder of its files, <c>RerankKit.MiniLM</c> beside the application, where the build puts it. Any loader of model folders takes it.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder is not there.</exception>
    public static string Directory
    {
        get
        {
            string folder = Path.Combine(AppContext.BaseDirectory, "RerankKit.MiniLM");
            return System.IO.Directory.Exists(folder)
                ? folder
                : throw new DirectoryNotFoundException($"The model of RerankKit.MiniLM is not in {folder}. The build copies it there for whoever references the package; deploy that folder with the application.");
        }
    }
}
