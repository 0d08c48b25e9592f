using System.Text.Json.Nodes;

namespace RerankKit.Cli.Reranking;

/// <summary>Asks a reranker about the queries that something is made of. Each answer is kept in <c>OUTPUT.partial</c> until that is written: what was paid for is asked once.</summary>
internal sealed class KeptScoring : IDisposable
{
    private readonly IReranker _reranker;
    private readonly Hash128 _identity;
    private readonly AnswerFile<RerankResponse>? _file;
    private readonly bool _goesOn;
    private readonly ToolConsole _console;
    private readonly SpentUsage _usage = new();
    private readonly HashSet<string> _scored = new(StringComparer.Ordinal);
    private readonly List<(string QueryId, Exception Reason)> _failures = [];
    private IReadOnlyList<string> _queryIds = [];

    /// <param name="reranker">Whoever is asked.</param>
    /// <param name="file">Where the answers are kept; null where the output is no plain file.</param>
    /// <param name="goesOn">Whether a query that cannot be scored is left out, instead of ending the work.</param>
    /// <param name="console">Takes remarks.</param>
    public KeptScoring(IReranker reranker, AnswerFile<RerankResponse>? file, bool goesOn, ToolConsole console)
    {
        RerankerMetadata? metadata = Metadata = reranker.GetService<RerankerMetadata>();
        _identity = Hash128.Of(metadata?.ProviderName).Then(metadata?.DefaultModelId).Then(metadata?.Revision);
        (_reranker, _file, _goesOn, _console) = (reranker, file, goesOn, console);
    }

    /// <summary>What the reranker says of itself.</summary>
    public RerankerMetadata? Metadata { get; }

    /// <summary>Reads an answer that was kept.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static RerankResponse Read(JsonElement json)
    {
        string kind = JsonLine.TextOf(json, "scoreKind");
        if (!Enum.TryParse(kind, out RerankScoreKind scoreKind) || !json.TryGetProperty("scores", out JsonElement scores) || scores.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException($"scoreKind is '{kind}', or there are no scores.");
        }

        RerankResult[] results =
        [
            .. scores.EnumerateArray().Select(static (score, i) => score.ValueKind == JsonValueKind.Null
                ? RerankResult.Unscored(i, RerankPlacement.Unscored)
                : new RerankResult(i, JsonLine.Number(score, "score"))),
        ];
        return new([.. results.OrderByDescending(static result => result.IsScored).ThenByDescending(static result => result.Score)])
        {
            ScoreKind = scoreKind,
            ModelId = JsonLine.TextOf(json, "model") is { Length: > 0 } model ? model : null,
        };
    }

    /// <summary>Says what will be asked, and what that costs.</summary>
    /// <param name="queries">What the work is about; queries whose answer is kept are not asked again.</param>
    /// <param name="estimate">Estimates it.</param>
    public void Announce(
        IReadOnlyList<(string Id, string Query, RunCandidates Candidates)> queries, Func<IEnumerable<(string Query, RunCandidates Candidates)>, Remote.CallEstimate?> estimate)
    {
        _queryIds = [.. queries.Where(query => query.Candidates.Count > 0).Select(query => query.Id)];
        estimate(queries.Where(query => _file?.Find(Key(query.Query, query.Candidates.Candidates)) is null).Select(query => (query.Query, query.Candidates)))?.Report(null, _console);
    }

    /// <summary>The answer about a query: the one that is kept, or the reranker's; null where there is none and the others go on.</summary>
    /// <exception cref="UnfinishedException">The query could not be scored, or its answer not be kept.</exception>
    public async Task<RerankResponse?> ScoreAsync(string queryId, string query, IReadOnlyList<RerankCandidate> candidates, CancellationToken cancellationToken)
    {
        string key = Key(query, candidates);
        if (_file?.Find(key) is { } kept)
        {
            _scored.Add(queryId);
            return kept;
        }

        try
        {
            RerankResponse response = await _reranker.RerankAsync(query, candidates, cancellationToken: cancellationToken);
            _usage.Add(response);
            _file?.Add(key, response, Line(queryId, candidates, response));
            _scored.Add(queryId);
            return response;
        }
        catch (Exception exception) when (UserMessage.IsAboutInput(exception) && _goesOn && _file is not { HasFailed: true })
        {
            _failures.Add((queryId, exception));
            return null;
        }
        catch (Exception exception) when (UserMessage.IsAboutInput(exception))
        {
            string problem = _file is { HasFailed: true } ? "is scored, but that could not be kept" : "could not be scored";
            throw new UnfinishedException($"query '{queryId}' {problem}: {UserMessage.Of(exception)}", exception);
        }
    }

    /// <summary>Does the work that the answers are for, to the writing of its output. Whatever ends it, what is kept and how to go on is said.</summary>
    /// <returns>The exit code: whether every query was scored.</returns>
    /// <exception cref="UnfinishedException">A query could not be scored.</exception>
    /// <exception cref="InterruptedException">The user ended it.</exception>
    /// <exception cref="InputException">Nothing could be made of the answers.</exception>
    public async Task<int> RunAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new InterruptedException($"Cancelled. {State()}", cancellationToken);
        }
        catch (UnfinishedException exception)
        {
            throw new UnfinishedException($"{exception.Message}\n{State()}", exception);
        }
        catch (Exception exception) when (UserMessage.IsAboutInput(exception) && (_failures.Count > 0 || _file is { Count: > 0 }))
        {
            string message = $"{UserMessage.Of(exception)}\n{State()}";
            throw _failures.Count > 0 ? new UnfinishedException(message, exception) : new InputException(message);
        }
        finally
        {
            _usage.Report(_console);
            foreach (IGrouping<string, string> reason in _failures.GroupBy(failure => UserMessage.Of(failure.Reason), failure => failure.QueryId, StringComparer.Ordinal))
            {
                _console.Warn($"{Figures.Count(reason.Count(), "query", "queries")} could not be scored, left out: {Figures.Ids([.. reason])}: {reason.Key}");
            }
        }

        if (_failures.Count > 0)
        {
            _console.Error.WriteLine(State());
            return ExitCode.Failed;
        }

        Close(isDone: true);
        return ExitCode.Ok;
    }

    public void Dispose() => Close(isDone: false);

    private static JsonObject Line(string queryId, IReadOnlyList<RerankCandidate> candidates, RerankResponse response)
    {
        var scores = response.Results.Where(result => result.IsScored).ToDictionary(result => result.Index, result => result.Score);
        return new()
        {
            ["query"] = queryId,
            ["model"] = response.ModelId ?? "",
            ["scoreKind"] = response.ScoreKind.ToString(),
            ["documents"] = JsonReport.List(candidates, candidate => candidate.Id),
            ["scores"] = JsonReport.List(Enumerable.Range(0, candidates.Count), i => scores.TryGetValue(i, out double score) ? score : null),
        };
    }

    // Whatever an answer depends on: who is asked, and all that it is shown.
    private string Key(string query, IReadOnlyList<RerankCandidate> candidates) => candidates
        .Aggregate(_identity.Then(query), (hash, candidate) => (candidate.Item as IEnumerable<KeyValuePair<string, string>> ?? [])
            .Aggregate(
                hash.Then(candidate.Id).Then(candidate.Text).Then(BitConverter.DoubleToInt64Bits(candidate.Score ?? double.NaN)),
                (fields, field) => fields.Then(field.Key).Then(field.Value)))
        .ToString();

    private string State()
    {
        string[] missing = [.. _queryIds.Where(id => !_scored.Contains(id))];
        string done = _queryIds.Count == 0 ? "" : Invariant($"{_queryIds.Count - missing.Length} of {_queryIds.Count} queries are scored{(missing.Length > 0 ? $", missing are {Figures.ManyIds(missing)}" : "")}. ");
        return done + _file switch
        {
            null => "Nothing is kept, as --output is no plain file.",
            { Count: 0 } => "There was no answer yet that could be kept.",
            _ => $"{Figures.Count(_file.Count, "answer is", "answers are")} kept in '{_file.Path}'; the same command with --resume goes on from there.",
        };
    }

    private void Close(bool isDone)
    {
        _file?.Dispose();
        if (_file is not null && (isDone || _file.Count == 0))
        {
            File.Delete(_file.Path);
        }
    }
}
