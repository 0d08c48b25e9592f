namespace RerankKit.Embedded;

/// <summary>Everything a call needs besides its response. Each thread keeps one for its next call.</summary>
internal sealed class EmbeddedWorkspace
{
    // Some ten megabytes. What an extraordinary call needed beyond that is not kept.
    private const int MaxKept = 1 << 21;

    [ThreadStatic]
    private static EmbeddedWorkspace? _spare;

    private double[] _scores = [];
    private int[] _order = [];

    public EmbeddedQuery Query { get; } = new();

    public CandidateTexts Texts { get; } = new();

    public EmbeddedParts Parts { get; } = new();

    public Tokenizers.TokenBuffer Buffer { get; } = new();

    /// <summary>The query's identifiers; empty where it has none.</summary>
    public List<string> Identifiers { get; } = [];

    /// <summary>The thread's workspace, or a new one while that is in use.</summary>
    public static EmbeddedWorkspace Take()
    {
        EmbeddedWorkspace workspace = _spare ?? new();
        _spare = null;
        return workspace;
    }

    /// <summary>Gives it back.</summary>
    public static void Return(EmbeddedWorkspace workspace)
    {
        if (workspace.Texts.Capacity + workspace.Parts.Capacity + workspace._scores.Length <= MaxKept)
        {
            _spare = workspace;
        }
    }

    /// <summary>Room for two scores and a place per candidate; what they hold does not matter.</summary>
    public (Memory<double> Scores, Memory<double> Spare, Memory<int> Order) Rent(int candidates)
    {
        if (_order.Length < candidates)
        {
            _scores = new double[2 * candidates];
            _order = new int[candidates];
        }

        return (_scores.AsMemory(0, candidates), _scores.AsMemory(_order.Length, candidates), _order.AsMemory(0, candidates));
    }
}
