using RerankKit.Cli.Fusing;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit fuse</c>: several runs become one.</summary>
internal static class FuseCommand
{
    private const int DefaultDepth = 1000;

    private const string Notes =
        """
        A query that a run lacks is fused from the others. Equal scores of a run keep the run's own order (rank column, then
        line); equal fused scores are ordered by the best rank in any run, then by which run that is, and the rank column says so.

        Examples:
          rerankkit fuse --output fused.run bm25.run dense.run
          rerankkit fuse --method convex --weights 0.3,0.7 --norm z-score --missing minimum --output fused.run bm25.run dense.run
          rerankkit fuse --output - bm25.run dense.run | rerankkit eval --qrels qrels.tsv --run -
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("fuse", "Fuses runs query by query into one run.", Notes);
        Argument<string[]> runs = CreateRuns();
        Option<string> output = RunOutput.CreateFile();
        output.Required = true;
        Option<string> tag = RunOutput.CreateTag("the method");
        Option<int> depth = RunOutput.CreateCount("--depth", "How many documents of each run take part, and how many are written per query.", DefaultDepth);
        var fusion = new FusionArguments(FusionMethod.Rrf);
        command.Add(runs);
        fusion.AddTo(command);
        Array.ForEach([fusion.Weights, depth, output, tag], (Option option) => command.Add(option));
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(output);
            using var target = RunTarget.Open(path, console);
            RankFusionOptions options = fusion.Read(result);
            options.Depth = result.GetValue(depth);
            Run[] read = InputFiles.ReadRuns(result.GetRequiredValue(runs), console);
            CheckWeights(options, read);
            FusedRuns.WarnOfMissing(read, console);
            Run fused = FusedRuns.Fuse(read, options, result.GetValue(tag) ?? fusion.NameOf(result));
            target.Write(fused);
            string queries = Figures.Count(fused.QueryIds.Count, "query", "queries");
            string lines = Figures.Count(fused.QueryIds.Sum(id => fused[id].Count), "line", "lines");
            console.Error.WriteLine($"Fused {read.Length} runs with {fusion.NameOf(result)}: {queries}, {lines} to {path}");
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Makes the argument of every command that fuses.</summary>
    public static Argument<string[]> CreateRuns()
    {
        var runs = new Argument<string[]>("run")
        {
            Description = "The runs to fuse, two or more, in TREC format, plain or gzip.",
            HelpName = "run",
            Arity = ArgumentArity.OneOrMore,
        };
        runs.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1)
            {
                result.AddError($"There is only one run ('{result.Tokens[0].Value}'). Give two or more.");
            }
        });
        return runs;
    }

    private static void CheckWeights(RankFusionOptions options, Run[] runs)
    {
        if (options.Weights is { } weights && weights.Count != runs.Length)
        {
            string names = string.Join(", ", runs.Select(run => run.Name));
            throw new InputException(
                $"--weights has {Figures.Count(weights.Count, "entry", "entries")} for {runs.Length} runs ({names}). Give one weight per run, in their order.");
        }
    }
}
