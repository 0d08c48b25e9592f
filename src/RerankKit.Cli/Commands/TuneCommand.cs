using RerankKit.Cli.Fusing;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit tune</c>: weights for a fusion, with what they are worth.</summary>
internal static class TuneCommand
{
    private const int DefaultDepth = 1000;

    private const string Notes =
        """
        The queries are divided into folds; for each, weights are chosen on the other folds and judged on it beside equal weights. Where the
        gain is not clearly larger than its spread, or p is large, equal weights are the better choice.

        Examples:
          rerankkit tune --qrels qrels.tsv --metric ndcg@10 bm25.run dense.run
          rerankkit tune --qrels qrels.tsv --metric ndcg@10 --method rrf --folds 10 bm25.run dense.run splade.run --json
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("tune", "Chooses the weights of a fusion on judged queries, and says what they are worth on others.", Notes);
        Option<IReadOnlyList<RankingMetric>> metric = EvaluationArguments.CreateMetric("The metric to tune for, for example ndcg@10.");
        var evaluation = new EvaluationArguments(command, metric);
        Argument<string[]> runs = FuseCommand.CreateRuns();
        var fusion = new FusionArguments(FusionMethod.ConvexCombination);
        Option<int> depth = RunOutput.CreateCount("--depth", "How many documents of each run take part.", DefaultDepth);
        Option<int> folds = CheckedOption.Create<int>(
            "--folds", "n", "Into how many parts the queries are divided.", text => Numbers.Whole(text), value => _ = new FusionTunerOptions { Folds = value })
            .WithDefault(new FusionTunerOptions().Folds);
        Option<int> steps = CheckedOption.Create<int>(
            "--steps", "n", "Weights are multiples of 1/n.", text => Numbers.Whole(text), value => _ = new FusionTunerOptions { Steps = value })
            .WithDefault(new FusionTunerOptions().Steps);
        Option<ulong> seed = CheckedOption.Create<ulong>("--seed", "n", "Decides which query falls into which fold.", text => Numbers.Natural(text))
            .WithDefault(new FusionTunerOptions().Seed);
        command.Add(runs);
        fusion.AddTo(command);
        Array.ForEach([depth, folds, steps, seed, evaluation.Json], (Option option) => command.Add(option));
        command.SetAction((result, cancellationToken) =>
        {
            RankFusionOptions fusionOptions = fusion.Read(result);
            fusionOptions.Depth = result.GetValue(depth);
            var options = new FusionTunerOptions
            {
                Fusion = fusionOptions,
                Evaluation = evaluation.ReadOptions(result),
                Folds = result.GetValue(folds),
                Steps = result.GetValue(steps),
                Seed = result.GetValue(seed),
            };
            Run[] read = InputFiles.ReadRuns(result.GetRequiredValue(runs), console);
            FusedRuns.WarnOfMissing(read, console);
            FusionTuning tuning = FusionTuner.Tune(evaluation.ReadQrels(result, console), read, evaluation.ReadMetrics(result)[0], options, cancellationToken);
            JsonReport.Print(
                console, result.GetValue(evaluation.Json), () => TuningReport.Json(tuning),
                () => TuningReport.Show(tuning, fusion.NameOf(result), console));
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
