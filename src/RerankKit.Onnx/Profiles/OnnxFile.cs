namespace RerankKit.Onnx;

/// <summary>Finds the graph in a model folder.</summary>
internal static class OnnxFile
{
    private static readonly string[] s_folders = ["onnx", "."];

    /// <summary>The file asked for, else model.onnx, else the only ONNX file there is.</summary>
    /// <exception cref="FileNotFoundException">There is none, or several without a choice.</exception>
    public static string Find(string directory, string? name)
    {
        if (name is not null)
        {
            return s_folders.Select(folder => Path.GetFullPath(Path.Combine(directory, folder, name))).FirstOrDefault(File.Exists)
                ?? throw new FileNotFoundException($"'{directory}' has no '{name}'. It has: {List(directory)}.", name);
        }

        foreach (string folder in s_folders)
        {
            string path = Path.GetFullPath(Path.Combine(directory, folder, "model.onnx"));
            if (File.Exists(path))
            {
                return path;
            }
        }

        string[] files = Files(directory);
        return files.Length == 1
            ? Path.GetFullPath(files[0])
            : throw new FileNotFoundException(
                files.Length == 0
                    ? $"'{directory}' has no ONNX graph (onnx/model.onnx or model.onnx). Export the model, or take a repository that has one."
                    : $"'{directory}' has several ONNX graphs and no model.onnx: {List(directory)}. Name one with {nameof(CrossEncoderOptions.ModelFile)}.");
    }

    private static string[] Files(string directory) =>
        [.. s_folders.Select(folder => Path.Combine(directory, folder)).Where(Directory.Exists).SelectMany(folder => Directory.GetFiles(folder, "*.onnx"))];

    private static string List(string directory) =>
        Files(directory) is { Length: > 0 } files ? string.Join(", ", files.Select(file => Path.GetRelativePath(directory, file))) : "no .onnx file";
}
