using System.Text.Json.Nodes;
using RerankKit.Cli.Parity;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit parity</c>: how far two rerankers are apart on the same candidates.</summary>
internal static class ParityCommand
{
    private const int DefaultDepth = 50;

    private const string Notes =
        """
        Both rerank the first --depth documents of every query of the run. Compared are the scores before activations, Kendall's tau-b between
        the two rankings of a query, and the share of the first k places that both give to the same documents.

        A reranker is 'lexical', 'embedded', 'minilm', or a model's folder or id with settings behind commas:
        weights=fp32|fp16|int8|int4, file=onnx/name.onnx, provider=cpu|cuda|..., threads=n, max-length=n, isolate=true|false, revision=name, label=name, activation=identity|sigmoid|tanh.
        For minilm those are engine=managed|onnxruntime, provider, threads and max-length.

        Examples:
          rerankkit parity --a model-folder,weights=fp32 --b model-folder,weights=int8 --dataset scifact --run bm25.run
          rerankkit parity --a model-folder --b model-folder,provider=webgpu --dataset scifact --run bm25.run --depth 20
        """;

    private static readonly int[] Depths = [1, 5, 10];

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("parity", "Compares two rerankers on the same candidates: fp32 against int8, CPU against GPU.", Notes);
        Option<RerankerSpec> a = CreateSpec("--a", "One reranker.");
        Option<RerankerSpec> b = CreateSpec("--b", "The other.");
        var dataset = new Option<string>("--dataset") { Description = "The collection: a folder in the BEIR layout with corpus.jsonl and queries.jsonl.", HelpName = "folder", Required = true };
        var run = new Option<string>("--run") { Description = "The run whose documents are reranked, in TREC format; '-' reads standard input.", HelpName = "file", Required = true };
        Option<int> depth = RunOutput.CreateCount("--depth", "How many documents of each query are reranked.", DefaultDepth);
        var isJson = new Option<bool>("--json") { Description = "Write one line of JSON instead of a table." };
        Array.ForEach([a, b, dataset, run, depth, isJson], (Option option) => command.Add(option));
        command.SetAction(async (result, cancellationToken) =>
        {
            var texts = RunTexts.Load(BeirDataset.Load(result.GetRequiredValue(dataset)), InputFiles.ReadRun(result.GetRequiredValue(run), console), DocumentTexts.TitleAndText);
            using IReranker first = await result.GetRequiredValue(a).LoadAsync(console, cancellationToken);
            using IReranker second = await result.GetRequiredValue(b).LoadAsync(console, cancellationToken);
            ParityTally tally = await CompareAsync(texts, result.GetValue(depth), first, second, cancellationToken);
            if (tally.Queries == 0)
            {
                throw new InputException("No query of the run has a text and documents in the collection; there is nothing to compare.");
            }

            Show(tally, result.GetValue(isJson), console);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<RerankerSpec> CreateSpec(string name, string description)
    {
        Option<RerankerSpec> option = CheckedOption.Create<RerankerSpec>(name, "reranker", description, RerankerSpec.Parse);
        option.Required = true;
        return option;
    }

    private static async Task<ParityTally> CompareAsync(RunTexts texts, int depth, IReranker first, IReranker second, CancellationToken cancellationToken)
    {
        var tally = new ParityTally(Depths);
        foreach (string queryId in texts.Run.QueryIds)
        {
            IReadOnlyList<RerankCandidate> candidates = texts.Candidates(queryId, depth).Candidates;
            if (candidates.Count > 0)
            {
                tally.Add(
                    await first.RerankAsync(texts.Query(queryId)!, candidates, cancellationToken: cancellationToken),
                    await second.RerankAsync(texts.Query(queryId)!, candidates, cancellationToken: cancellationToken));
            }
        }

        return tally;
    }

    private static void Show(ParityTally tally, bool isJson, ToolConsole console)
    {
        if (tally.Unmatched > 0)
        {
            console.Warn($"{Figures.Count(tally.Unmatched, "pair", "pairs")} were scored by one of the two only");
        }

        if (!tally.IsSameKind)
        {
            console.Warn("the two give scores of different kinds; only the ranks can be compared");
        }

        if (isJson)
        {
            JsonReport.WriteTo(console.Output, new JsonObject
            {
                ["queries"] = tally.Queries,
                ["pairs"] = tally.Pairs,
                ["maxDifference"] = tally.MaxDifference,
                ["meanDifference"] = tally.MeanDifference,
                ["kendallTau"] = tally.Taus.Count == 0 ? null : tally.Taus.Average(),
                ["overlap"] = JsonReport.Map(
                    tally.Overlaps, overlap => overlap.Key.ToString(CultureInfo.InvariantCulture), overlap => overlap.Value.Average()),
            });
            return;
        }

        console.Output.WriteLine($"{Figures.Count(tally.Queries, "query", "queries")}, {Figures.Count(tally.Pairs, "pair", "pairs")}");
        var table = new ReportTable("measure", "mean", "worst");
        table.Add("score difference", Scientific(tally.MeanDifference), Scientific(tally.MaxDifference));
        if (tally.Taus.Count > 0)
        {
            table.Add("Kendall tau", Figures.Value(tally.Taus.Average()), Figures.Value(tally.Taus.Min()));
        }

        foreach ((int depth, List<double> overlaps) in tally.Overlaps)
        {
            table.Add(Invariant($"overlap@{depth}"), Figures.Value(overlaps.Average()), Figures.Value(overlaps.Min()));
        }

        table.WriteTo(console);
    }

    private static string Scientific(double value) => value.ToString("0.0e+0", CultureInfo.InvariantCulture);
}
