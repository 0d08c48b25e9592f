using System.CommandLine;
using RerankKit.Cli.Online;
using RerankKit.Cli.Options;
using RerankKit.Cli.Reports;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit lift</c>: what users' clicks, scores and times say about a reranker in service.</summary>
internal static class LiftCommand
{
    private const string Notes =
        """
        Reads what RankingLog wrote (docs/online.md): by UseRankingLog the lists first-stage and reranked, by UseShadow champion and challenger, by
        an experiment control and treatment. --before and --after name two of them; left out, they are found in the log.

        Clicked documents that stand higher in the list after than before speak for it. People click what stands high, so the list that was
        shown gains: look at requests that were shown each. The drift of scores compares the list after with a reference: an earlier log
        (--reference), or the beginning of this one (--reference-until).

        Examples:
          rerankkit lift --log rankings.jsonl
          rerankkit lift --log rankings-2026-11-28.jsonl rankings-2026-11-29.jsonl --before control --after treatment --budget 150
          rerankkit lift --log rankings.jsonl --reference-until 2026-11-29T06:00:00Z --window 60
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("lift", "Online evidence out of a log of rankings and clicks: lift of clicked documents, interleaving, score drift, times, fallback and cache rates.", Notes);
        Option<string[]> log = Files("--log", "The log, lines of JSON, plain or gzip; may lie in several files.");
        log.Required = true;
        Option<string[]> reference = Files("--reference", "An earlier log, whose scores today's are compared with.");
        Option<DateTimeOffset?> until = CheckedOption.Create<DateTimeOffset?>(
            "--reference-until", "time", "Compare the scores from this time on with those before it, for example 2026-11-29T06:00:00Z.", text => OnlineNumbers.Time(text));
        var before = new Option<string>("--before") { Description = "The list before. [default: control, champion or first-stage, the first that is there]", HelpName = "name" };
        var after = new Option<string>("--after") { Description = "The list after. [default: treatment, challenger or reranked, the first that is there]", HelpName = "name" };
        Option<double?> budget = CheckedOption.Create<double?>("--budget", "ms", "How long a call may take: says how many took longer.", text => OnlineNumbers.Positive(text));
        Option<double> window = CheckedOption.Create<double>("--window", "minutes", "How long a stretch of time is in the table of times and rates.", OnlineNumbers.Positive).WithDefault(60);
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        foreach (Option option in (Option[])[log, before, after, reference, until, budget, window, json])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.IsGiven(reference) && result.IsGiven(until))
            {
                result.AddError("--reference and --reference-until are two ways to say what scores are compared with. Give one of them.");
            }
        });
        command.SetAction(result =>
        {
            RankingLogContents contents = OnlineEvidence.Read(result.GetRequiredValue(log), console);
            IReadOnlyList<LoggedRanking>? earlier = result.IsGiven(reference) ? OnlineEvidence.Read(result.GetRequiredValue(reference), console).Rankings : null;
            var evidence = OnlineEvidence.Of(
                contents.Rankings,
                (result.GetValue(before), result.GetValue(after)),
                earlier,
                result.GetValue(until),
                result.GetValue(budget) is { } most ? TimeSpan.FromMilliseconds(most) : null,
                TimeSpan.FromMinutes(result.GetValue(window)));
            if (result.GetValue(json))
            {
                JsonReport.WriteTo(console.Output, json => OnlineJson.Write(json, evidence));
            }
            else
            {
                OnlineReport.Show(evidence, console);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<string[]> Files(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "file",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };
}
