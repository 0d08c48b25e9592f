using RerankKit.LateInteraction;

namespace RerankKit.Cli.LateInteraction;

/// <summary>Says every few seconds how far a build is.</summary>
internal sealed class IndexProgress(ToolConsole console) : IProgress<TokenVectorBuildProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private readonly long _start = console.TimeProvider.GetTimestamp();
    private TimeSpan _last;

    /// <summary>Where the build was last.</summary>
    public TokenVectorBuildProgress Last { get; private set; }

    public TimeSpan Elapsed => console.TimeProvider.GetElapsedTime(_start);

    /// <summary>Adds to what ended a build how much of it stays, as every batch is written as a whole.</summary>
    public Exception WithWhatIsStored(Exception exception)
    {
        string stored = Invariant($"{Last.DocumentCount:N0} documents are in the store; the same command goes on behind them.");
        return (exception, Last.DocumentCount) switch
        {
            (_, 0) => exception,
            (OperationCanceledException cancelled, _) => new InterruptedException($"Cancelled. {stored}", cancelled.CancellationToken),
            _ => new UnfinishedException($"{UserMessage.Of(exception)}\n{stored}", exception),
        };
    }

    public void Report(TokenVectorBuildProgress value)
    {
        Last = value;
        TimeSpan elapsed = Elapsed;
        if (elapsed - _last >= Pause)
        {
            _last = elapsed;
            console.Error.WriteLine(
                Invariant($"{value.DocumentCount:N0} documents, {value.SkippedCount:N0} of them stored before; {value.StoredCount / elapsed.TotalSeconds:N0} documents/s"));
        }
    }
}
