namespace RerankKit.Evaluation;

/// <summary>A call in a log, put together from all of its lines, with the clicks on what it returned.</summary>
public sealed class LoggedRanking
{
    private readonly Dictionary<string, LoggedList> _lists = new(StringComparer.Ordinal);
    private readonly List<string> _clicks = [];

    internal LoggedRanking(string requestId, DateTimeOffset time)
    {
        RequestId = requestId;
        Time = time;
    }

    /// <summary>The id that its lines and clicks have in common.</summary>
    public string RequestId { get; }

    /// <summary>When it was answered.</summary>
    public DateTimeOffset Time { get; private set; }

    /// <summary>The experiment that it is part of; null for none.</summary>
    public string? Experiment { get; private set; }

    /// <summary>A hash of who called; null where it is not known.</summary>
    public string? Caller { get; private set; }

    /// <summary>The rankings by their names.</summary>
    public IReadOnlyDictionary<string, LoggedList> Lists => _lists;

    /// <summary>The documents that were clicked, in the order of the log, each once.</summary>
    public IReadOnlyList<string> Clicks => _clicks;

    /// <summary>The interleaved list; null where the user saw one ranking alone.</summary>
    public LoggedList? Interleaved => _lists.Values.FirstOrDefault(list => list.Teams.Count > 0);

    /// <summary>Whose evidence it is: calls of one caller are averaged, because they are not independent.</summary>
    internal string Unit => Caller ?? RequestId;

    internal void Add(DateTimeOffset time, string? experiment, string? caller)
    {
        Time = time < Time ? time : Time;
        Experiment ??= experiment;
        Caller ??= caller;
    }

    /// <summary>Adds a list; false where another one has its name.</summary>
    internal bool TryAdd(LoggedList list) =>
        _lists.TryAdd(list.Name, list) || _lists[list.Name].DocumentIds.SequenceEqual(list.DocumentIds, StringComparer.Ordinal);

    /// <summary>Adds a click; false where no list has the document.</summary>
    internal bool TryClick(string documentId)
    {
        if (!_lists.Values.Any(list => list.RankOf(documentId) is not null))
        {
            return false;
        }

        if (!_clicks.Contains(documentId))
        {
            _clicks.Add(documentId);
        }

        return true;
    }
}
