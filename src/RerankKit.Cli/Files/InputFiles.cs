namespace RerankKit.Cli.Files;

/// <summary>Reads what the commands are given; <c>-</c> is standard input.</summary>
internal static class InputFiles
{
    public const string Standard = "-";

    public static Qrels ReadQrels(string path, ToolConsole console)
    {
        Qrels qrels = path == Standard ? QrelsFile.Read(console.Input, "standard input") : QrelsFile.Read(path);
        return qrels.QueryIds.Count > 0
            ? qrels
            : throw new InputException($"{path}: the file holds no judgement. Expected lines 'qid iter docid rel', or BEIR's tabs with the header 'query-id corpus-id score'.");
    }

    /// <summary>Reads the judgements of a collection.</summary>
    public static Qrels ReadQrels(BeirDataset dataset) =>
        dataset.Qrels.QueryIds.Count > 0 ? dataset.Qrels : throw new InputException($"The judgements of {dataset.Name} are empty. Give others with --qrels.");

    /// <summary>Reads a run and calls it by its file, because tags repeat and a message should name what the user typed.</summary>
    public static Run ReadRun(string path, ToolConsole console) => ReadRun(path, NameOf(path), console);

    /// <summary>Reads several runs; when files in different folders have the same name, the runs are called by their paths.</summary>
    public static Run[] ReadRuns(IReadOnlyList<string> paths, ToolConsole console)
    {
        IReadOnlyList<string> names = Names(paths);
        return [.. paths.Select((path, i) => ReadRun(path, names[i], console))];
    }

    /// <summary>What files are called: their names, or their paths where different files have one name.</summary>
    public static IReadOnlyList<string> Names(IReadOnlyList<string> paths)
    {
        string[] different = [.. paths.Distinct(StringComparer.Ordinal)];
        bool areNamesUnique = different.Select(NameOf).Distinct(StringComparer.Ordinal).Count() == different.Length;
        return [.. paths.Select(path => areNamesUnique ? NameOf(path) : path)];
    }

    /// <summary>Says that texts of a collection, as far as it has been read, were not Unicode and were mended.</summary>
    public static void WarnOfReplaced(BeirDataset dataset, ToolConsole console)
    {
        if (dataset.ReplacedCharacters > 0)
        {
            console.Warn($"texts of {dataset.Name} hold {Figures.Count(dataset.ReplacedCharacters, "half of a surrogate pair", "halves of surrogate pairs")} (characters cut in two), read as U+FFFD");
        }
    }

    private static Run ReadRun(string path, string name, ToolConsole console)
    {
        Run run = path == Standard ? RunFile.Read(console.Input, name, "standard input") : RunFile.Read(path, name);
        return run.QueryIds.Count > 0
            ? run
            : throw new InputException($"{path}: the file holds no line of a run. Expected lines 'qid Q0 docid rank score tag'.");
    }

    private static string NameOf(string path) => path == Standard ? "stdin" : Path.GetFileName(path) is { Length: > 0 } name ? name : path;
}
