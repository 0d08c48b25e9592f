using Spectre.Console;

namespace RerankKit.Cli.Reranking;

/// <summary>Reranks a run over a collection, query by query, and says how it goes.</summary>
internal sealed class DatasetReranking(RunTexts texts, RunReranking reranking, FinishedQueries finished, ToolConsole console)
{
    private readonly List<(string QueryId, Exception Reason)> _failures = [];
    private int _resumed;

    /// <summary>What becomes of a query that fails.</summary>
    public QueryFailure OnFailure { get; init; }

    /// <summary>How much money may be spent; null when there is no limit.</summary>
    public decimal? MaxCost { get; init; }

    /// <summary>Reranks what is not finished yet.</summary>
    /// <param name="name">What the run will be called.</param>
    /// <param name="cancellationToken">Ends the work behind the query that is being reranked.</param>
    /// <exception cref="UnfinishedException">A query failed, and the work ends with the first that does; or all of them failed.</exception>
    /// <exception cref="InterruptedException">The work was cancelled.</exception>
    public async Task<Run> RunAsync(string name, CancellationToken cancellationToken)
    {
        var reranked = new Run(name);
        _resumed = finished.Count;
        try
        {
            await QueryProgress.RunAsync(console, "Reranking", texts.Run.QueryIds.Count, async step =>
            {
                foreach (string queryId in texts.Run.QueryIds)
                {
                    if (await RerankAsync(queryId, cancellationToken) is { } documents)
                    {
                        reranked.Add(queryId, documents);
                    }

                    step();
                }
            });
        }
        catch (Exception exception) when (exception is UnfinishedException or InterruptedException)
        {
            reranking.Usage.Report(console);
            throw;
        }

        return _failures.Count < texts.Run.QueryIds.Count
            ? reranked
            : throw new UnfinishedException($"none of the {texts.Run.QueryIds.Count} queries could be reranked: {UserMessage.Of(_failures[^1].Reason)}");
    }

    /// <summary>What will be asked: the queries that are not finished yet.</summary>
    public IEnumerable<(string Query, RunCandidates Candidates)> Plan() =>
        texts.Run.QueryIds.Where(queryId => texts.Query(queryId) is not null && !finished.TryGet(queryId, out _)).Select(queryId => (texts.Query(queryId)!, reranking.Candidates(queryId)));

    /// <summary>Makes the run the output.</summary>
    /// <exception cref="UnfinishedException">It could not be written.</exception>
    public void Complete(Run reranked)
    {
        try
        {
            finished.Complete(reranked);
        }
        catch (Exception exception) when (UserMessage.IsAboutInput(exception))
        {
            throw new UnfinishedException($"the run could not be written: {UserMessage.Of(exception)}\n{Done()}", exception);
        }
    }

    /// <summary>Says what was done, and everything that was not.</summary>
    /// <returns>The exit code.</returns>
    public int Report(string name, int depth, TimeSpan elapsed)
    {
        string[] withoutText = [.. texts.Run.QueryIds.Where(queryId => texts.Query(queryId) is null)];
        if (withoutText.Length > 0)
        {
            string queries = Figures.Count(withoutText.Length, "query", "queries");
            console.Warn($"{texts.Dataset.Name} has no text for {queries} of {texts.Run.Name}, left in the run's order: {Figures.Ids(withoutText)}");
        }

        if (reranking.MissingDocumentIds.Count > 0)
        {
            string documents = Figures.Count(reranking.MissingDocumentIds.Count, "document", "documents");
            console.Warn($"the corpus of {texts.Dataset.Name} lacks {documents} of {texts.Run.Name}, left unscored behind the scored ones: {Figures.Ids(reranking.MissingDocumentIds)}");
        }

        foreach (IGrouping<string, string> reason in _failures.GroupBy(failure => UserMessage.Of(failure.Reason), failure => failure.QueryId, StringComparer.Ordinal))
        {
            string effect = OnFailure == QueryFailure.Skip ? "left out" : "left in the run's order";
            console.Warn($"{Figures.Count(reason.Count(), "query", "queries")} could not be reranked, {effect}: {Figures.Ids([.. reason])}: {reason.Key}");
        }

        string allQueries = Figures.Count(texts.Run.QueryIds.Count - _failures.Count, "query", "queries");
        string before = _resumed > 0 ? Invariant($" ({_resumed} of them before)") : "";
        string allDocuments = Figures.Count(reranking.CandidateCount, "document", "documents");
        console.Error.WriteLine(Invariant($"Reranked {allQueries}{before}, {allDocuments} with {name} in {elapsed.TotalSeconds:0.00} s"));
        texts.ReportContext(console);
        reranking.Left.Report(depth, console);
        reranking.ReportCut(console);
        reranking.Usage.Report(console);
        InputFiles.WarnOfReplaced(texts.Dataset, console);
        return _failures.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private async Task<IReadOnlyList<ScoredDocument>?> RerankAsync(string queryId, CancellationToken cancellationToken)
    {
        if (finished.TryGet(queryId, out IReadOnlyList<ScoredDocument>? before))
        {
            return before;
        }

        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            RequireMoney();
            List<ScoredDocument> documents = await reranking.RerankAsync(queryId, cancellationToken);
            Keep(queryId, documents);
            return documents;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new InterruptedException($"Cancelled at query '{queryId}'. {Done()}", cancellationToken);
        }
        catch (Exception exception) when (UserMessage.IsAboutInput(exception))
        {
            if (OnFailure == QueryFailure.Stop)
            {
                throw new UnfinishedException($"query '{queryId}' could not be reranked: {UserMessage.Of(exception)}\n{Done()}", exception);
            }

            _failures.Add((queryId, exception));
            return OnFailure == QueryFailure.Skip ? null : KeepOrder(queryId);
        }
    }

    private void Keep(string queryId, List<ScoredDocument> documents)
    {
        try
        {
            finished.Add(queryId, documents);
        }
        catch (Exception exception) when (UserMessage.IsAboutInput(exception))
        {
            throw new UnfinishedException($"query '{queryId}' is reranked, but could not be written: {UserMessage.Of(exception)}\n{Done()}", exception);
        }
    }

    private List<ScoredDocument> KeepOrder(string queryId)
    {
        List<ScoredDocument> documents = reranking.KeepOrder(queryId);
        finished.Pass(queryId, documents);
        return documents;
    }

    // Asked before a call, with what a query has cost so far.
    private void RequireMoney()
    {
        int queries = finished.Count - _resumed;
        if (MaxCost is decimal limit && queries > 0 && reranking.Usage.Cost is decimal spent && spent + (spent / queries) > limit)
        {
            throw new UnfinishedException(
                Invariant($"{spent:0.######} of --max-cost {limit} is spent, and the next query would go beyond. {Done()}"));
        }
    }

    private string Done()
    {
        string[] missing = [.. texts.Run.QueryIds.Where(queryId => !finished.IsFinished(queryId))];
        string ids = missing.Length == 0 ? "" : $" Not finished: {Figures.ManyIds(missing)}.";
        return Invariant($"{finished.Count} of {texts.Run.QueryIds.Count} queries are finished{(finished.Count == 0 ? "." : $" and {finished.Whereabouts}.")}{ids}");
    }
}
