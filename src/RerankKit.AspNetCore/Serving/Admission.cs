using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace RerankKit.AspNetCore;

/// <summary>Lets so many requests to the rerankers at once, so many wait in order of arrival, and refuses the others.</summary>
internal sealed class Admission : IDisposable
{
    private const int LongestRetry = 60;
    private readonly ConcurrencyLimiter _limiter;
    private readonly int _concurrency;
    private readonly int _queue;
    private double _seconds;

    public Admission(IOptions<RerankingServerOptions> options)
    {
        (_concurrency, _queue) = (options.Value.MaxConcurrentRequests, options.Value.MaxQueuedRequests);
        _limiter = new(new() { PermitLimit = _concurrency, QueueLimit = _queue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
    }

    /// <summary>How many requests wait.</summary>
    public long Queued => _limiter.GetStatistics()!.CurrentQueuedCount;

    /// <summary>How many requests are being reranked.</summary>
    public long Active => _concurrency - _limiter.GetStatistics()!.CurrentAvailablePermits;

    /// <summary>Refuses a request before its body is read, where there is no place for it.</summary>
    /// <exception cref="RerankProblem">There is none.</exception>
    public void CheckPlace()
    {
        RateLimiterStatistics statistics = _limiter.GetStatistics()!;
        if (statistics.CurrentAvailablePermits == 0 && statistics.CurrentQueuedCount >= _queue)
        {
            throw Busy();
        }
    }

    /// <summary>Waits for a request's turn.</summary>
    /// <exception cref="RerankProblem">The queue is full, or the time was over.</exception>
    public async ValueTask<RateLimitLease> EnterAsync(TimeSpan? longest, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        RateLimitLease lease = _limiter.AttemptAcquire();
        if (lease.IsAcquired)
        {
            return lease;
        }

        lease.Dispose();
        using CancellationTokenSource? deadline = longest is TimeSpan limit ? new(limit, timeProvider) : null;
        using CancellationTokenSource? either = deadline is null ? null : CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            lease = await _limiter.AcquireAsync(1, either?.Token ?? cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Busy();
        }

        if (!lease.IsAcquired)
        {
            lease.Dispose();
            throw Busy();
        }

        return lease;
    }

    /// <summary>Learns how long a request takes, for what those are told that are refused.</summary>
    public void Note(TimeSpan duration)
    {
        double known = Volatile.Read(ref _seconds);
        Volatile.Write(ref _seconds, known == 0 ? duration.TotalSeconds : known + ((duration.TotalSeconds - known) / 16));
    }

    public RerankProblem Busy(string message = "The server is busy: its queue is full, or the time was over before the request's turn came.") => new(ProblemKind.Busy, message)
    {
        RetryAfter = (int)Math.Clamp(Math.Ceiling(Volatile.Read(ref _seconds) * (Queued + 1) / _concurrency), 1, LongestRetry),
    };

    public void Dispose() => _limiter.Dispose();
}
