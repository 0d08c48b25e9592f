namespace RerankKit.Cli.Gating;

/// <summary>The collections of <c>rerankkit gate</c>: judgements, both runs and classes of queries, the n-th of each belonging together.</summary>
internal sealed class GateArguments
{
    private readonly EvaluationArguments _evaluation;
    private readonly Option<string[]> _baseline = ManyOption.Create("--baseline", "The run before, in TREC format, plain or gzip. One for each collection.", isRequired: true);
    private readonly Option<string[]> _candidate = ManyOption.Create("--candidate", "The run after. One for each collection.", isRequired: true);
    private readonly Option<string[]> _classes = ManyOption.Create("--classes", "Classes of queries that may not get worse either: lines 'query class', with a tab where one of them holds blanks. One file for each collection.");
    private readonly Option<string[]> _dataset = ManyOption.Create("--dataset", "The collections' folders in the BEIR layout, for the texts of the queries that are shown.", "folder");

    public GateArguments(Command command, EvaluationArguments evaluation)
    {
        _evaluation = evaluation;
        command.Options.Insert(1, _baseline);
        command.Options.Insert(2, _candidate);
        command.Options.Insert(3, _classes);
        command.Options.Insert(4, _dataset);
    }

    public GatedRuns[] Read(ParseResult result, ToolConsole console)
    {
        IReadOnlyList<string> qrels = _evaluation.QrelsFiles(result);
        Run[] baselines = InputFiles.ReadRuns(Paired(result, _baseline, qrels.Count), console);
        Run[] candidates = InputFiles.ReadRuns(Paired(result, _candidate, qrels.Count), console);
        string[] classes = result.IsGiven(_classes) ? Paired(result, _classes, qrels.Count) : [];
        IReadOnlyList<string> names = InputFiles.Names(qrels);
        return
        [
            .. qrels.Select((path, i) =>
            {
                Qrels judgements = InputFiles.ReadQrels(path, console);
                return new GatedRuns(names[i], judgements, baselines[i], candidates[i], classes.Length == 0 ? null : ReadClasses(classes[i], judgements, console));
            }),
        ];
    }

    /// <summary>The texts of queries by the names of their collections, where <c>--dataset</c> is given.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, string>> ReadTexts(ParseResult result)
    {
        IReadOnlyList<string> qrels = _evaluation.QrelsFiles(result);
        string[] folders = result.IsGiven(_dataset) ? Paired(result, _dataset, qrels.Count) : [];
        IReadOnlyList<string> names = InputFiles.Names(qrels);
        return folders.Select((folder, i) => (Name: names[i], BeirDataset.Load(folder).Queries))
            .ToDictionary(texts => texts.Name, texts => texts.Queries.ToDictionary(query => query.Id, query => query.Text, StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static QueryClasses ReadClasses(string path, Qrels qrels, ToolConsole console)
    {
        var classes = QueryClasses.Read(path);
        string[] unknown = [.. classes.Names.SelectMany(name => classes[name]).Distinct(StringComparer.Ordinal).Where(id => !qrels.Contains(id))];
        if (unknown.Length > 0)
        {
            console.Warn($"{path} has {Figures.Count(unknown.Length, "query", "queries")} without judgements, ignored: {Figures.Ids(unknown)}");
        }

        string[] without = [.. qrels.QueryIds.Where(id => !classes.Names.Any(name => classes[name].Contains(id)))];
        if (without.Length > 0)
        {
            console.Warn($"{Figures.Count(without.Length, "judged query is", "judged queries are")} in no class of {path}: {Figures.Ids(without)}");
        }

        return classes;
    }

    private static string[] Paired(ParseResult result, Option<string[]> option, int count)
    {
        string[] values = result.GetRequiredValue(option);
        return values.Length == count
            ? values
            : throw new InputException($"{option.Name} names {Figures.Count(values.Length, option.HelpName!, option.HelpName + "s")} and --qrels {count}. Give one for each collection, in the same order.");
    }
}
