using RerankKit.Cli.Online;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit lift</c>: what users' clicks, scores and times say about a reranker in service.</summary>
internal static class LiftCommand
{
    private const string Notes =
        """
        Reads what RankingLog wrote (docs/online.md): UseExperiment's lists control and treatment, UseShadow's champion and challenger, UseRankingLog's
        first-stage and reranked. --before and --after name two of them. Clicks stand in the log too, or in files of their own (--clicks).

        People click what stands high, so the list that was shown gains. Where both were shown, the two kinds of call are balanced; where only one
        was, its own gain proves nothing, and an experiment decides. The drift of scores compares the list after with a reference: an earlier log
        (--reference), or the beginning of this one (--reference-until).

        Examples:
          rerankkit lift --log rankings.jsonl --clicks clicks.jsonl
          rerankkit lift --log monday.jsonl tuesday.jsonl --clicks clicks.jsonl --before first-stage --after treatment --budget-ms 150
          rerankkit lift --log rankings.jsonl --reference-until 2026-11-29T06:00:00Z --window 1h --json
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("lift", "Reads a log of rankings and clicks: whether users prefer a ranking, score drift, times, fallback and cache rates.", Notes);
        Option<string[]> log = ManyOption.Create("--log", "The log, lines of JSON, plain or gzip; may lie in several files.", isRequired: true);
        Option<string[]> clicks = ManyOption.Create("--clicks", "Clicks, where they are not in the log: lines of JSON with request and document.");
        var experiment = new Option<string>("--experiment") { Description = "The experiment, where the log holds several.", HelpName = "name" };
        var before = new Option<string>("--before") { Description = "The list before. [default: control, champion or first-stage]", HelpName = "name" };
        var after = new Option<string>("--after") { Description = "The list after. [default: treatment, challenger or reranked]", HelpName = "name" };
        Option<string[]> reference = ManyOption.Create("--reference", "An earlier log, whose scores today's are compared with.");
        Option<DateTimeOffset?> until = CheckedOption.Create<DateTimeOffset?>(
            "--reference-until", "time", "Compare the scores from this time on with those before it, for example 2026-11-29T06:00:00Z.", text => Moment(text));
        Option<double?> budget = CheckedOption.Create<double?>(
            "--budget-ms", "ms", "How many milliseconds a call may take.", text => Numbers.Real(text) is > 0 and < 1e9 and var value ? value : throw new FormatException("expected more than 0."));
        Option<TimeSpan?> window = CheckedOption.Create<TimeSpan?>(
            "--window", "time", "How long a stretch of the table of times is, for example 15m. [default: 1h, or 1d where the log goes over more than two days]",
            text => Numbers.Time(text) is var value && value > TimeSpan.Zero ? value : throw new FormatException("expected more than zero."));
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        Array.ForEach([log, clicks, experiment, before, after, reference, until, budget, window, json], (Option option) => command.Add(option));
        command.Validators.Add(result =>
        {
            if (result.IsGiven(reference) && result.IsGiven(until))
            {
                result.AddError("--reference and --reference-until are two ways to say what scores are compared with. Give one of them.");
            }
        });
        command.SetAction(result =>
        {
            IReadOnlyList<LoggedRanking> rankings = OnlineLog.OfExperiment(
                OnlineLog.Read(result.GetRequiredValue(log), result.GetValue(clicks) ?? [], console), result.GetValue(experiment));
            (string first, string second) = OnlineNames.Choose(rankings, result.GetValue(before), result.GetValue(after));
            OnlineDrift? drift = result.GetValue(reference) is { Length: > 0 } earlier ? OnlineDrift.Of(OnlineLog.Read(earlier, [], console), rankings, second)
                : result.GetValue(until) is { } moment ? OnlineDrift.Of([.. rankings.Where(ranking => ranking.Time < moment)], [.. rankings.Where(ranking => ranking.Time >= moment)], second)
                : null;
            var evidence = new OnlineEvidence(
                rankings, first, second, result.GetValue(budget) is double most ? TimeSpan.FromMilliseconds(most) : null, result.GetValue(window))
            { Drift = drift };
            JsonReport.Print(console, result.GetValue(json), () => OnlineJson.Of(evidence), () => OnlineReport.Show(evidence, console));
            return ExitCode.Ok;
        });
        return command;
    }

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw new FormatException("expected a time such as 2026-11-29T06:00:00Z.");
}
