using System.Diagnostics.CodeAnalysis;

namespace RerankKit.Cli.Runs;

/// <summary>The queries of a run that are finished. Each is kept as soon as it is, so that whatever ends the work ends it there.</summary>
internal abstract class FinishedQueries(string name, int before = 0) : IDisposable
{
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; } = before;

    /// <summary>Whether a query is one of them.</summary>
    public bool IsFinished(string queryId) => _added.Contains(queryId) || TryGet(queryId, out _);

    /// <summary>Where they are and how to go on, as the end of a sentence about them.</summary>
    public abstract string Whereabouts { get; }

    /// <summary>Begins to keep queries, or goes on where an earlier run ended.</summary>
    /// <param name="target">Where the run goes in the end.</param>
    /// <param name="name">The run's name.</param>
    /// <param name="settings">What a finished query depends on.</param>
    /// <param name="isResumed">Whether <c>--resume</c> is given.</param>
    /// <param name="console">Takes remarks.</param>
    /// <exception cref="InputException">There is nothing to go on from, or the settings are others.</exception>
    public static FinishedQueries Open(RunTarget target, string name, RunSettings settings, bool isResumed, ToolConsole console) =>
        target.PartialPath is { } path ? PartialRun.Open(target, path, name, settings, isResumed, console) : new StreamedRun(target, name);

    /// <summary>Finds a query that was finished by an earlier run.</summary>
    public virtual bool TryGet(string queryId, [NotNullWhen(true)] out IReadOnlyList<ScoredDocument>? documents)
    {
        documents = null;
        return false;
    }

    /// <summary>Keeps a query.</summary>
    public void Add(string queryId, IReadOnlyList<ScoredDocument> documents)
    {
        Write(One(queryId, documents));
        _added.Add(queryId);
        Count++;
    }

    /// <summary>Takes a query that failed, in the first stage's order. Where there is a next time, it is tried again then.</summary>
    public virtual void Pass(string queryId, IReadOnlyList<ScoredDocument> documents)
    {
    }

    /// <summary>Makes the run the output: the whole, in its order.</summary>
    public abstract void Complete(Run run);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Write(Run query);

    protected virtual void Dispose(bool disposing)
    {
    }

    protected Run One(string queryId, IReadOnlyList<ScoredDocument> documents)
    {
        var run = new Run(name);
        run.Add(queryId, documents);
        return run;
    }
}
