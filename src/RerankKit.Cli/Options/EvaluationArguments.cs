namespace RerankKit.Cli.Options;

/// <summary>The arguments of every command that evaluates: judgements, metrics, and how to evaluate.</summary>
internal sealed class EvaluationArguments
{
    public const string DefaultMetrics = "ndcg@10,rr@10,map,recall@100,p@5,hit@10";

    private readonly Option<string[]> _qrels;

    private readonly Option<int> _level = CheckedOption.Create(
        "--level",
        "grade",
        "The lowest grade that counts as relevant, as trec_eval -l. nDCG uses the grades themselves.",
        Numbers.Whole,
        value => _ = new EvaluationOptions { RelevanceLevel = value }).WithDefault(1);

    private readonly Option<bool> _complete = new("--complete")
    {
        Description = "Count judged queries that the run does not answer as 0, as trec_eval -c.",
    };

    private readonly Option<bool> _ignoreIdenticalIds = IdenticalIdsOption.Create("Leave a document with the id of its query out of each ranking");

    private readonly ChoiceOption<TieRule> _ties = new(
        "--ties",
        "How equal scores are ordered",
        ("trec", TieRule.TrecEval),
        ("trec-eval", TieRule.TrecEval),
        ("docid-descending", TieRule.TrecEval),
        ("docid-ascending", TieRule.DocumentIdAscending),
        ("input-order", TieRule.InputOrder),
        ("pessimistic", TieRule.Pessimistic),
        ("optimistic", TieRule.Optimistic));

    /// <param name="command">Gets the options.</param>
    /// <param name="metrics">Its metrics.</param>
    /// <param name="isOfCollections">Whether it looks at several collections, each with its judgements.</param>
    public EvaluationArguments(Command command, Option<IReadOnlyList<RankingMetric>> metrics, bool isOfCollections = false)
    {
        _qrels = new("--qrels")
        {
            Description = "The judgements: TREC ('qid iter docid rel') or BEIR ('query-id corpus-id score', tabs), plain or gzip; '-' reads standard input."
                + (isOfCollections ? " One for each collection." : ""),
            HelpName = "file",
            Required = true,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = isOfCollections,
        };
        if (!isOfCollections)
        {
            _qrels.Validators.Add(result =>
            {
                if (result.Tokens.Count > 1)
                {
                    result.AddError($"--qrels is given {result.Tokens.Count} times. This command looks at one collection.");
                }
            });
        }

        Metrics = metrics;
        Array.ForEach([_qrels, metrics, _level, _complete, _ignoreIdenticalIds, _ties], (Option option) => command.Add(option));
    }

    public Option<IReadOnlyList<RankingMetric>> Metrics { get; }

    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object and nothing else." };

    public Option<bool> PerQuery { get; } = new("--per-query") { Description = "Also print every query." };

    public static Option<IReadOnlyList<RankingMetric>> CreateMetrics()
    {
        Option<IReadOnlyList<RankingMetric>> option = CheckedOption.Create<IReadOnlyList<RankingMetric>>(
            "--metrics",
            "list",
            $"The metrics, separated by commas: {string.Join(", ", RankingMetric.KnownNames)}; with a relevance level as recall@100(rel=2); also as trec_eval writes them, ndcg_cut_10 or ndcg_cut.10. [default: {DefaultMetrics}]",
            RankingMetric.ParseList);
        option.Aliases.Add("--metric");
        return option;
    }

    /// <summary>Makes the option of a command that looks at one metric.</summary>
    public static Option<IReadOnlyList<RankingMetric>> CreateMetric(string description)
    {
        Option<IReadOnlyList<RankingMetric>> option = CheckedOption.Create<IReadOnlyList<RankingMetric>>("--metric", "name", description, One);
        option.Aliases.Add("--metrics");
        option.Required = true;
        return option;
    }

    /// <summary>The files of judgements, as they were typed.</summary>
    public IReadOnlyList<string> QrelsFiles(ParseResult result) => result.GetRequiredValue(_qrels);

    public Qrels ReadQrels(ParseResult result, ToolConsole console) => InputFiles.ReadQrels(QrelsFiles(result)[0], console);

    public IReadOnlyList<RankingMetric> ReadMetrics(ParseResult result) =>
        result.GetResult(Metrics) is null ? RankingMetric.ParseList(DefaultMetrics) : result.GetRequiredValue(Metrics);

    public EvaluationOptions ReadOptions(ParseResult result)
    {
        IReadOnlyList<RankingMetric> metrics = ReadMetrics(result);
        if (!metrics.Any(UsesLevel))
        {
            result.Refuse($"{string.Join(", ", metrics)}, which {(metrics.Count == 1 ? "uses" : "use")} grades or a level of {(metrics.Count == 1 ? "its" : "their")} own", _level);
        }

        return new()
        {
            Ties = _ties.Read(result),
            RelevanceLevel = result.GetValue(_level),
            IsComplete = result.GetValue(_complete),
            IgnoresIdenticalIds = result.GetValue(_ignoreIdenticalIds),
        };
    }

    private static IReadOnlyList<RankingMetric> One(string text)
    {
        IReadOnlyList<RankingMetric> metrics = RankingMetric.ParseList(text);
        return metrics.Count == 1 ? metrics : throw new FormatException($"this command looks at one metric, and these are {metrics.Count}.");
    }

    // Whether the only document of a query is relevant or not makes a difference to it.
    private static bool UsesLevel(RankingMetric metric)
    {
        var qrels = new Qrels();
        qrels.Add("q", "d", 1);
        var run = new Run("r");
        run.AddRanking("q", ["d"]);
        double value(int level) => Evaluator.Evaluate(qrels, run, [metric], new() { RelevanceLevel = level })[metric];
        return value(1) != value(2);
    }
}
