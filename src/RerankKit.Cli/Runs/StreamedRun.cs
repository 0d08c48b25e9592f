namespace RerankKit.Cli.Runs;

/// <summary>Finished queries of a run that goes to standard output, a device or a pipe: they go there at once.</summary>
internal sealed class StreamedRun(RunTarget target, string name) : FinishedQueries(name)
{
    public override string Whereabouts => $"written to {(target.Path == InputFiles.Standard ? "standard output" : $"'{target.Path}'")}, from where --resume cannot go on; it can with a file as --output";

    public override void Pass(string queryId, IReadOnlyList<ScoredDocument> documents) => target.Append(One(queryId, documents));

    public override void Complete(Run run) => target.Complete();

    protected override void Write(Run query) => target.Append(query);
}
