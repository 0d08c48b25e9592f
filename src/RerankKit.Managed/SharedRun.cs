namespace RerankKit.Managed;

/// <summary>A run that belongs to the graph, whichever worker it is lent to: only one has the machine to itself at a time.</summary>
/// <param name="run">The run.</param>
internal sealed class SharedRun(ManagedRun run) : IGraphRun
{
    public void Load(SequenceLayout layout, SequenceBatch batch) => run.Load(layout, batch);

    public ValueTask RunAsync(CancellationToken cancellationToken) => run.RunAsync(cancellationToken);

    public GraphTensorView Output() => run.Output();

    public void Dispose()
    {
        // The graph does.
    }
}
