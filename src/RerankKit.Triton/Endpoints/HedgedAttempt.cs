namespace RerankKit.Triton;

/// <summary>One of the requests that race for an answer.</summary>
internal sealed class HedgedAttempt
{
    private readonly RequestTrail _trail;
    private readonly CancellationTokenSource _cancellation;
    private bool _isTaken;

    private HedgedAttempt(RequestTrail trail, CancellationTokenSource cancellation, Task<HttpResponseMessage> task) =>
        (_trail, _cancellation, Task) = (trail, cancellation, task);

    public Task<HttpResponseMessage> Task { get; }

    /// <summary>Whether an answer is here that a further request would not better.</summary>
    public bool HasGoodAnswer => Task.IsCompletedSuccessfully && !_trail.IsTransient(Task.Result);

    public static HedgedAttempt Start(
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        return new(RequestTrail.Of(request), cancellation, send(request, cancellation.Token));
    }

    /// <summary>The answer, which is the caller's now.</summary>
    public Task<HttpResponseMessage> TakeAsync()
    {
        _isTaken = true;
        return Task;
    }

    /// <summary>Sees to the answer that is not taken, should one still come.</summary>
    /// <remarks>
    /// Servers do what they have begun to its end, so among balanced endpoints the attempt stays open: its endpoint counts as busy for as long as it is, and one that never answers
    /// fails at the attempt's limit. Nothing would end it without balancing: there it is cancelled.
    /// </remarks>
    public void Abandon()
    {
        if (_isTaken)
        {
            _cancellation.Dispose();
            return;
        }

        if (!_trail.IsBalanced)
        {
            _cancellation.Cancel();
        }

        _ = DisposeAtEndAsync();
    }

    private async Task DisposeAtEndAsync()
    {
        await ((Task)Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _cancellation.Dispose();
        if (Task.IsCompletedSuccessfully)
        {
            (await Task.ConfigureAwait(false)).Dispose();
        }
    }
}
