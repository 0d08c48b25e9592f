using System.Text;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Files;

/// <summary>Writes what the commands make; <c>-</c> is standard output.</summary>
internal static class OutputFiles
{
    /// <summary>Refuses a path that cannot be written before the work is done, not after.</summary>
    public static void Check(string path)
    {
        if (path == InputFiles.Standard)
        {
            return;
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        if (Directory.Exists(path))
        {
            throw new InputException($"--output is '{path}', which is a folder. Name a file in it, or '-' for standard output.");
        }

        if (!Directory.Exists(folder))
        {
            throw new InputException($"--output is '{path}', but there is no folder '{folder}'. Create it first.");
        }
    }

    public static void WriteRun(Run run, string path, ToolConsole console)
    {
        if (path != InputFiles.Standard)
        {
            RunFile.Write(run, path);
            return;
        }

        using var text = new MemoryStream();
        RunFile.Write(run, text);
        console.Output.Write(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
    }
}
