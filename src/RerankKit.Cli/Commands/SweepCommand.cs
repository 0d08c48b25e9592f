using System.Buffers;
using RerankKit.Cli.Remote;
using RerankKit.Cli.Sweeping;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit sweep</c>: which reranker, how deep, and is it worth it.</summary>
internal static class SweepCommand
{
    private const string Notes =
        """
        Every reranker reranks the first documents of every run at every depth, as rerank --depth does, for the judged queries. A reranker that
        scores each pair by itself scores it once, whatever depths and runs it is in; one that reads the whole list is asked for each list.

        A reranker is what rerank takes as options, behind commas: lexical, "lexical,corpus-statistics,k1=0.9", embedded, a model's folder or id
        with "weights=int8,threads=2", "cohere,model=rerank-v3.5,Price:PerThousandUnits=2", "llm-listwise,url=...,model=...". Names that are no
        option of rerank are settings, as --set has them.

        Where calls are paid for, nothing is asked twice: times are those of the calls, and order is not varied, unless --timing-queries and
        --stability-queries ask for it.

        The answers are kept in OUTPUT.partial as they come, and become OUTPUT when all are there: lines of JSON, packed when it ends in .gz.
        The same command with --resume goes on after Ctrl+C, a failure, or worse. rerankkit report makes pages of it.

        Examples:
          rerankkit sweep --dataset scifact --run bm25.run --reranker lexical,corpus-statistics --reranker embedded --output results.jsonl
          rerankkit sweep --dataset scifact --run bm25.run dense.run --reranker model-folder --depths 10,25,50,100 --output results.jsonl.gz
          rerankkit sweep --dataset scifact --run bm25.run --reranker cohere,model=rerank-v3.5,Price:PerThousandUnits=2 --max-cost 5 --output results.jsonl
        """;

    // What a shell would read as something else.
    private static readonly SearchValues<char> Quoted = SearchValues.Create(" \"'$;&|()<>*?`\\");

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("sweep", "Measures rerankers at several depths: quality with its certainty, time, cost, and what to take.", Notes);
        var dataset = new Option<string>("--dataset") { Description = "The collection: a folder in the BEIR layout with corpus.jsonl, queries.jsonl and qrels.tsv.", HelpName = "folder", Required = true };
        Option<string[]> runs = ManyOption.Create("--run", "A run whose lists are reranked, in TREC format, plain or gzip. With several, their tuned fusion stands beside every reranker.", isRequired: true);
        Option<string[]> rerankers = ManyOption.Create("--reranker", "A reranker: a name or a model, with settings behind commas. Several are measured on the same lists.", "reranker", isRequired: true);
        Option<IReadOnlyList<int>> depths = CheckedOption.Create<IReadOnlyList<int>>(
            "--depths", "list", "How many documents of each list are reranked. [default: 10,25,50,100,200]", text => [.. text.Split(',').Select(part => Numbers.Whole(part.Trim()))], value => _ = new SweepOptions { Depths = value });
        Option<IReadOnlyList<RankingMetric>> metrics = CheckedOption.Create<IReadOnlyList<RankingMetric>>(
            "--metrics", "list", "The metrics; the first decides. [default: ndcg@10,rr@10,hit@5]", RankingMetric.ParseList, value => _ = new SweepOptions { Metrics = value });
        var qrels = new Option<string>("--qrels") { Description = "The judgements, where they are not the collection's.", HelpName = "file" };
        var output = new Option<string>("--output") { Description = "The results to write, lines of JSON, packed when it ends in .gz. Without it nothing is kept.", HelpName = "file" };
        var resume = new Option<bool>("--resume") { Description = "Go on where a sweep with the same output ended before its end." };
        var onError = new ChoiceOption<bool>("--on-error", "What becomes of the other queries when one fails", ("stop", false), ("continue", true));
        Option<decimal?> maxCost = CheckedOption.Create<decimal?>("--max-cost", "money", "Stop before this is exceeded. Needs prices.", text => Numbers.Money(text));
        Option<int?> timing = CheckedOption.Create<int?>(
            "--timing-queries", "n", "How many queries are reranked at every depth for its time. [default: 50; 0 where calls are paid for]", text => Numbers.Whole(text), value => _ = new SweepOptions { TimingQueries = value });
        Option<int?> stability = CheckedOption.Create<int?>(
            "--stability-queries", "n", "How many queries are reranked in other orders. [default: 10; 0 where calls are paid for]", text => Numbers.Whole(text), value => _ = new SweepOptions { StabilityQueries = value });
        Option<decimal?> machinePrice = CheckedOption.Create<decimal?>("--machine-price", "money", "What an hour of this machine costs, for rerankers that run on it.", text => Numbers.Money(text));
        Option<int> level = CheckedOption.Create("--level", "grade", "The lowest grade that counts as relevant.", Numbers.Whole, value => _ = new SweepOptions { RelevanceLevel = value }).WithDefault(1);
        Option<bool> ignoreIdenticalIds = IdenticalIdsOption.Create("Leave a document with the id of its query out of the runs");
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var context = new ContextOptions();
        Array.ForEach([dataset, runs, rerankers, depths, metrics, qrels, output, resume, onError, maxCost, timing, stability, machinePrice, level, ignoreIdenticalIds, json, .. context.All], (Option option) => command.Add(option));
        command.Validators.Add(context.Check);
        command.Validators.Add(result =>
        {
            if (result.GetValue(resume) && !result.IsGiven(output))
            {
                result.AddError("--resume needs --output: the file whose sweep goes on.");
            }
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            RerankerArgument[] named = Array.ConvertAll(result.GetRequiredValue(rerankers), text => RerankerArgument.Parse(text, console));
            var options = new SweepOptions
            {
                RelevanceLevel = result.GetValue(level),
                TimingQueries = result.GetValue(timing),
                StabilityQueries = result.GetValue(stability),
                MachinePricePerHour = result.GetValue(machinePrice),
            };
            options.Metrics = result.GetValue(metrics) ?? options.Metrics;
            using var files = SweepFiles.Open(result.GetValue(output), result.GetValue(resume), console);
            BeirDataset collection = BeirDataset.Load(result.GetRequiredValue(dataset));
            Qrels judged = result.GetValue(qrels) is { } path ? InputFiles.ReadQrels(path, console) : InputFiles.ReadQrels(collection);
            Run[] lists = InputFiles.ReadRuns(result.GetRequiredValue(runs), console);
            lists = result.GetValue(ignoreIdenticalIds) ? Array.ConvertAll(lists, run => run.WithoutIdenticalIds()) : lists;
            options.Depths = result.GetValue(depths) ?? SweepDepths.Default(options.Depths, lists, judged, console);
            SweepDepths.WarnOfRepeated(options.Depths, lists, judged, console);
            DocumentTexts documents = context.Read(result);
            RunTexts texts = SweepTexts.Load(collection, lists, judged, options.Depths[^1], documents);
            var meter = new Meter(result.GetValue(maxCost));
            var estimates = new SweepEstimates(lists, texts, options.Depths);
            var swept = new List<SweptReranker>();
            try
            {
                bool isAnyPaid = false;
                foreach (RerankerArgument argument in named)
                {
                    IReranker reranker = argument.Create(collection.ReadCorpus().Select(documents.Of), cancellationToken);
                    swept.Add(new(argument.Name, new MeteredReranker(reranker, meter)));
                    bool isPointwise = reranker.GetService<RerankerMetadata>() is { IsPointwise: true };
                    CallEstimate? estimate = estimates.All(argument, isPointwise);
                    isAnyPaid |= estimate is not null;
                    estimate?.Report(result.GetValue(maxCost), console);
                    if (estimate is { Cost: null } && result.GetValue(maxCost) is not null)
                    {
                        throw new InputException($"--max-cost needs a price for {argument.Name}: {estimate.PriceSetting.Replace("--set ", "", StringComparison.Ordinal)}.");
                    }

                    swept[^1] = swept[^1] with
                    {
                        IsPaid = estimate is not null,
                        MaxDocumentsPerCall = argument.MaxDocumentsPerCall,
                        CostOf = response => Reranking.SpentUsage.Of(response).Cost,
                        Estimate = estimate?.Cost,
                        Estimates = estimate is null ? null : estimates.ByCell(argument),
                    };
                }

                if (!isAnyPaid)
                {
                    result.Refuse("rerankers that cost nothing", maxCost);
                }

                var input = new SweepInput
                {
                    Dataset = collection.Name,
                    Qrels = judged,
                    FirstStages = lists,
                    QueryText = texts.Query,
                    DocumentText = texts.Document,
                    Documents = SweepTexts.FindDuplicates(collection),
                    Command = CommandLine(result),
                };
                SweepReport report = files.Finished(input, swept, options) ?? await SweepAsync(files, input, swept, options, meter, onError.Read(result), console, cancellationToken);
                Warn(report, lists, judged, texts, console);
                JsonReport.Print(console, result.GetValue(json), () => SweepJsonReport.Of(report), () => SweepTable.Show(report, console));

                return ExitCode.Ok;
            }
            finally
            {
                swept.ForEach(reranker => reranker.Reranker.Dispose());
            }
        });
        return command;
    }

    private static async Task<SweepReport> SweepAsync(
        SweepFiles files, SweepInput input, IReadOnlyList<SweptReranker> rerankers, SweepOptions options, Meter meter, bool goesOn, ToolConsole console, CancellationToken cancellationToken)
    {
        using var sweep = RerankSweep.Open(files.PartialPath, input, rerankers, options, console.TimeProvider);
        await new SweepWork(sweep, meter, goesOn, files.IsKept, console).RunAsync(cancellationToken);
        return sweep.Finish(files.OutputPath);
    }

    private static void Warn(SweepReport report, IReadOnlyList<Run> runs, Qrels qrels, RunTexts texts, ToolConsole console)
    {
        foreach (Run run in runs)
        {
            string[] unjudged = [.. run.QueryIds.Where(id => !qrels.Contains(id))];
            if (unjudged.Length > 0)
            {
                console.Warn($"{Figures.Count(unjudged.Length, "query", "queries")} of {run.Name} {(unjudged.Length == 1 ? "is" : "are")} not judged, and left out: {Figures.Ids(unjudged)}");
            }

            string[] missing = [.. report.QueryIds.Where(run.Contains).SelectMany(id => run.GetRanking(id).Take(report.Settings.Depths[^1])).Select(document => document.Id).Distinct(StringComparer.Ordinal).Where(id => !texts.HasDocument(id))];
            if (missing.Length > 0)
            {
                console.Warn($"the corpus of {report.Settings.Dataset} lacks {Figures.Count(missing.Length, "document", "documents")} of {run.Name}, left unscored behind the scored ones: {Figures.Ids(missing)}");
            }
        }

        string[] withoutText = [.. report.QueryIds.Where(id => texts.Query(id) is null)];
        if (withoutText.Length > 0)
        {
            console.Warn($"{report.Settings.Dataset} has no text for {Figures.Count(withoutText.Length, "query", "queries")}, left in the runs' order: {Figures.Ids(withoutText)}");
        }
    }

    private static string CommandLine(ParseResult result) =>
        "rerankkit " + string.Join(' ', result.Tokens.Select(token => token.Value.AsSpan().ContainsAny(Quoted) ? $"'{token.Value.Replace("'", "'\\''", StringComparison.Ordinal)}'" : token.Value));
}
