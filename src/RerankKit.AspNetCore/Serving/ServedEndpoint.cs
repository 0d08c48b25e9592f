using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RerankKit.AspNetCore;

/// <summary>What all endpoints that rerank share: limits, the queue, the budget, refusals in the caller's words, measurements.</summary>
internal abstract partial class ServedEndpoint
{
    private readonly Admission _admission;
    private readonly Draining _draining;
    private readonly ServerMetrics _metrics;
    private readonly ILogger _logger;

    protected ServedEndpoint(IServiceProvider services)
    {
        _admission = services.GetRequiredService<Admission>();
        _draining = services.GetRequiredService<Draining>();
        _metrics = services.GetRequiredService<ServerMetrics>();
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(GetType());
        TimeProvider = services.GetRequiredService<TimeProvider>();
        Options = services.GetRequiredService<IOptions<RerankingServerOptions>>().Value;
        Rerankers = services.GetRequiredService<ServedRerankers>();
    }

    protected TimeProvider TimeProvider { get; }

    protected RerankingServerOptions Options { get; }

    protected ServedRerankers Rerankers { get; }

    /// <summary>Answers one request, or throws why not.</summary>
    protected async Task AnswerAsync<T>(HttpContext context, Dialect dialect, RequestBody.Reading<T> read, Func<ServedRequest, T, Task> answer)
    {
        var request = new ServedRequest(context, dialect, TimeProvider.GetTimestamp());
        RerankProblem? problem = null;
        try
        {
            _admission.CheckPlace();
            T body = await RequestBody.ReadAsync(context, Options.MaxRequestBytes, read).ConfigureAwait(false);
            await answer(request, body).ConfigureAwait(false);
        }
        catch (RerankProblem refused)
        {
            problem = refused;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits any more, or a request timeout is about to say so.
            _metrics.RecordAborted(request);
            throw;
        }
        catch (ObjectDisposedException) when (_draining.Stopping.IsCancellationRequested)
        {
            problem = new(ProblemKind.Unavailable, "The server stops.");
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            LogFailed(exception, request.Documents);
            problem = new(ProblemKind.Failed, "The reranker failed.");
        }

        if (problem is not null && !context.Response.HasStarted)
        {
            CloseWhileStopping(context);
            await ProblemAnswer.WriteAsync(context, request.Dialect, problem).ConfigureAwait(false);
        }

        _metrics.Record(request, problem, TimeProvider.GetElapsedTime(request.Start));
    }

    /// <summary>Checks what every dialect needs.</summary>
    /// <param name="query">The query; null where it is missing.</param>
    /// <param name="documents">The documents; null where they are missing.</param>
    /// <param name="usualName">What the dialect calls documents.</param>
    /// <exception cref="RerankProblem">A query or documents are missing.</exception>
    protected static void Check(string? query, [NotNull] DocumentList? documents, string usualName)
    {
        if (documents is null)
        {
            throw new RerankProblem(ProblemKind.Invalid, $"'{usualName}' is missing.", usualName);
        }

        if (documents.Documents.Count == 0)
        {
            throw new RerankProblem(ProblemKind.Empty, $"'{documents.Name}' must not be empty.", documents.Name);
        }

        if (string.IsNullOrWhiteSpace(query))
        {
            throw new RerankProblem(ProblemKind.Invalid, query is null ? "'query' is missing." : "'query' must not be blank.", "query");
        }
    }

    /// <summary>Checks that a request has no more tokens than are taken.</summary>
    /// <exception cref="RerankProblem">It has more.</exception>
    protected void CheckTokens(IEnumerable<(string Query, IReadOnlyList<RerankCandidate> Documents)> calls)
    {
        if (Options.MaxTokens is int limit && calls.Sum(call => EstimatedTokensOf(call.Query, call.Documents)) is long tokens && tokens > limit)
        {
            throw new RerankProblem(ProblemKind.OverLimit, Invariant($"The request has about {tokens} tokens, the query counted for each document; allowed are {limit}. Send the documents in parts."));
        }
    }

    /// <summary>Waits for the request's turn and reranks with what is left of its time.</summary>
    protected async Task<T> RunAsync<T>(ServedRequest request, Func<TimeSpan?, Task<T>> call)
    {
        CancellationToken cancellationToken = request.Context.RequestAborted;
        TimeSpan? budget = RequestBudget.Of(request.Context, Options.TimeBudget);
        using RateLimitLease place = await _admission.EnterAsync(Left(request, budget), TimeProvider, cancellationToken).ConfigureAwait(false);
        request.Waited = TimeProvider.GetElapsedTime(request.Start);
        long start = TimeProvider.GetTimestamp();
        T answer = await call(Left(request, budget)).ConfigureAwait(false);
        request.Scored = TimeProvider.GetElapsedTime(start);
        _admission.Note(request.Scored);
        CloseWhileStopping(request.Context);
        return answer;
    }

    /// <summary>A refusal of what may be answered where more time is left for it.</summary>
    protected RerankProblem Busy(string message) => _admission.Busy(message);

    // Decided when the answer is written, not when the request arrived: what is sent on the connection after it may find nobody.
    private void CloseWhileStopping(HttpContext context)
    {
        if (_draining.Stopping.IsCancellationRequested)
        {
            context.Response.Headers.Connection = "close";
        }
    }

    private TimeSpan? Left(ServedRequest request, TimeSpan? budget)
    {
        TimeSpan? left = budget - TimeProvider.GetElapsedTime(request.Start);
        return left <= TimeSpan.Zero ? throw _admission.Busy() : left;
    }

    private static long EstimatedTokensOf(string query, IReadOnlyList<RerankCandidate> documents)
    {
        long tokens = EstimatedTokens.Count(query) * documents.Count;
        for (int i = 0; i < documents.Count; i++)
        {
            tokens += EstimatedTokens.Count(documents[i].Text);
        }

        return tokens;
    }

    [LoggerMessage(4, LogLevel.Error, "Reranking {Documents} documents failed")]
    private partial void LogFailed(Exception exception, int documents);
}
