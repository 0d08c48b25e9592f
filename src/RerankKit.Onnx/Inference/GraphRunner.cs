namespace RerankKit.Onnx;

/// <summary>Runs batches through a graph; where one sequence is all there is, through a session that gives all cores to one run.</summary>
internal sealed class GraphRunner : IBatchRunner
{
    private readonly SequenceLayout _layout;
    private readonly IOutputHead _head;
    private readonly Func<OnnxSession?> _wideSession;
    private readonly OnnxRun _run;
    private OnnxRun? _wideRun;

    /// <summary>Makes the runner of one worker.</summary>
    /// <param name="session">The session of the runs.</param>
    /// <param name="layout">The graph's inputs.</param>
    /// <param name="head">The graph's output.</param>
    /// <param name="wideSession">The session for a sequence that is alone; null while there is none.</param>
    public GraphRunner(OnnxSession session, SequenceLayout layout, IOutputHead head, Func<OnnxSession?> wideSession)
    {
        _layout = layout;
        _head = head;
        _wideSession = wideSession;
        _run = session.CreateRun([head.Output]);
    }

    /// <inheritdoc/>
    public void Run(SequenceBatch batch, CancellationToken cancellationToken)
    {
        OnnxRun run = Choose(batch);
        _layout.Write(batch, run);
        run.Execute(cancellationToken);
        _head.Read(run.Output(_head.Output), batch);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _wideRun?.Dispose();
    }

    private OnnxRun Choose(SequenceBatch batch) =>
        batch.IsAlone && (_wideRun ??= _wideSession()?.CreateRun([_head.Output])) is { } wide ? wide : _run;
}
