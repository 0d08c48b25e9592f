namespace RerankKit.Models;

/// <summary>What one worker needs to run a graph again and again: a batch of sequences in, one tensor out. Not thread-safe.</summary>
internal interface IGraphRun : IDisposable
{
    /// <summary>Takes a batch.</summary>
    /// <param name="layout">How it is laid out in the graph's inputs.</param>
    /// <param name="batch">The sequences.</param>
    void Load(SequenceLayout layout, SequenceBatch batch);

    /// <summary>Runs the graph. Where it computes on the calling thread (<see cref="GraphTraits.IsBlocking"/>), the task that comes back has ended.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the run can be used again.</exception>
    ValueTask RunAsync(CancellationToken cancellationToken);

    /// <summary>What the last run gave. Valid until the next one, or until this is disposed.</summary>
    GraphTensorView Output();

    /// <summary>What callers are told where the output does not fit the model.</summary>
    Exception Misfit(InvalidDataException exception) => exception;
}
