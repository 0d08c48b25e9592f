namespace RerankKit.Cli.Sweeping;

/// <summary>Scores what is missing of a sweep, and says how it goes.</summary>
internal sealed class SweepWork(RerankSweep sweep, Meter meter, bool goesOn, bool isKept, ToolConsole console)
{
    private readonly List<(string QueryId, Exception Reason)> _failures = [];

    /// <exception cref="UnfinishedException">A query failed.</exception>
    /// <exception cref="InterruptedException">The work was cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long start = console.TimeProvider.GetTimestamp();
        try
        {
            await QueryProgress.RunAsync(console, "Sweeping", sweep.QueryIds.Count, step => sweep.ScoreAsync(step, PassOver, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            meter.Usage.Report(console);
            throw new InterruptedException($"Cancelled. {Done()}", cancellationToken);
        }
        catch (UnfinishedException exception)
        {
            meter.Usage.Report(console);
            throw new UnfinishedException($"{exception.Message} {Done()}");
        }
        catch (Exception exception) when (UserMessage.IsAboutInput(exception))
        {
            meter.Usage.Report(console);
            throw new UnfinishedException($"query '{_failures[^1].QueryId}' could not be reranked: {UserMessage.Of(exception)}\n{Done()}", exception);
        }

        string before = sweep.FinishedBefore > 0 ? Invariant($" ({sweep.FinishedBefore} of them before)") : "";
        console.Error.WriteLine(Invariant($"Reranked {Figures.Count(sweep.QueryIds.Count - sweep.MissingQueryIds.Count, "query", "queries")}{before}, {Figures.Count(meter.Pairs, "pair", "pairs")} in {console.TimeProvider.GetElapsedTime(start).TotalSeconds:0.00} s"));
        meter.Usage.Report(console);
        if (_failures.Count > 0)
        {
            foreach (IGrouping<string, string> reason in _failures.GroupBy(failure => UserMessage.Of(failure.Reason), failure => failure.QueryId, StringComparer.Ordinal))
            {
                console.Warn($"{Figures.Count(reason.Count(), "query", "queries")} could not be reranked: {Figures.Ids([.. reason])}: {reason.Key}");
            }

            throw new UnfinishedException(Done());
        }
    }

    private bool PassOver(string queryId, Exception exception)
    {
        _failures.Add((queryId, exception));
        return goesOn && UserMessage.IsAboutInput(exception);
    }

    private string Done()
    {
        IReadOnlyList<string> missing = sweep.MissingQueryIds;
        string kept = !isKept ? "Nothing is kept without --output."
            : sweep.HasAnswers ? $"Every answer is kept in '{sweep.Path}'; the same command with --resume goes on from there."
            : "There was no answer yet that could be kept.";
        return Invariant($"{sweep.QueryIds.Count - missing.Count} of {sweep.QueryIds.Count} queries are finished, missing are {Figures.ManyIds(missing)}. {kept}");
    }
}
