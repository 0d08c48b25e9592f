namespace RerankKit.Models;

/// <summary>Runs the graph over one batch at a time; one per worker.</summary>
internal interface IBatchRunner : IDisposable
{
    /// <summary>Fills <see cref="SequenceBatch.Logits"/>.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the runner can be used again.</exception>
    ValueTask RunAsync(SequenceBatch batch, CancellationToken cancellationToken);
}
