namespace RerankKit;

/// <summary>The moment at which a call stops waiting for its inner calls. They learn of it through <see cref="Token"/>.</summary>
/// <remarks>The token is cancelled by the caller's token too. An inner call that ignores it is abandoned, and its failure observed.</remarks>
internal sealed class Deadline : IDisposable
{
    // What the timers of .NET can count to; a later deadline never comes.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _budget;
    private readonly long _start;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;

    public Deadline(TimeProvider timeProvider, TimeSpan budget, CancellationToken caller)
    {
        _timeProvider = timeProvider;
        _budget = budget;
        _caller = caller;
        _start = timeProvider.GetTimestamp();
        _source = budget > LongestTimer ? new() : new(budget > TimeSpan.Zero ? budget : TimeSpan.Zero, timeProvider);
        _registration = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    /// <summary>Cancelled when the deadline passes or the caller cancels.</summary>
    public CancellationToken Token => _source.Token;

    public TimeSpan TimeLeft => _budget - _timeProvider.GetElapsedTime(_start);

    /// <summary>Waits for an inner call until the deadline.</summary>
    /// <returns>The result, or null when the deadline passed first.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled. Any other exception is the inner call's own failure.</exception>
    public async ValueTask<T?> WaitAsync<T>(Task<T> call)
        where T : class?
    {
        if (!call.IsCompleted)
        {
            // Registered after the inner call began, so run before its own callbacks; the caller never waits for those.
            var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using (Token.UnsafeRegister(static signal => ((TaskCompletionSource)signal!).TrySetResult(), signal))
            {
                await Task.WhenAny(call, signal.Task).ConfigureAwait(false);
            }
        }

        if (!call.IsCompletedSuccessfully && Token.IsCancellationRequested)
        {
            Observe(call);
            _caller.ThrowIfCancellationRequested();
            return null;
        }

        return await call.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }

    /// <summary>Looks at the failure of a task that nobody waits for any more.</summary>
    public static void Observe(Task abandoned) =>
        _ = abandoned.ContinueWith(
            static task => task.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
}
