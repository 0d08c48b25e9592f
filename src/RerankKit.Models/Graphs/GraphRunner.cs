namespace RerankKit.Models;

/// <summary>Runs batches through a graph; where one sequence is all there is, through a run that may take the whole machine.</summary>
/// <param name="graph">The graph.</param>
/// <param name="layout">Its inputs.</param>
/// <param name="head">Its output.</param>
internal sealed class GraphRunner(IGraph graph, SequenceLayout layout, IOutputHead head) : IBatchRunner
{
    private readonly IGraphRun _run = graph.CreateRun(head.Output);
    private IGraphRun? _wideRun;

    /// <inheritdoc/>
    public ValueTask RunAsync(SequenceBatch batch, CancellationToken cancellationToken)
    {
        IGraphRun run = batch.IsAlone && (_wideRun ??= graph.CreateWideRun(head.Output)) is { } wide ? wide : _run;
        run.Load(layout, batch);
        ValueTask running = run.RunAsync(cancellationToken);
        if (!running.IsCompletedSuccessfully)
        {
            return ReadAsync(running, run, batch);
        }

        Read(run, batch);
        return default;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _wideRun?.Dispose();
    }

    private async ValueTask ReadAsync(ValueTask running, IGraphRun run, SequenceBatch batch)
    {
        await running.ConfigureAwait(false);
        Read(run, batch);
    }

    private void Read(IGraphRun run, SequenceBatch batch)
    {
        try
        {
            head.Read(run.Output(), batch);
        }
        catch (InvalidDataException exception)
        {
            throw run.Misfit(exception);
        }
    }
}
