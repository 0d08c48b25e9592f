namespace RerankKit;

/// <summary>Everything a lexical call needs besides its response. Each thread keeps one for its next call.</summary>
internal sealed class LexicalWorkspace
{
    // Roughly a megabyte. What an extraordinary call needed beyond that is not kept.
    private const int MaxKept = 1 << 17;

    [ThreadStatic]
    private static LexicalWorkspace? _spare;

    private double[] _numbers = new double[256];
    private int[] _order = new int[128];

    public TermBuffer Buffer { get; } = new();

    public QueryTerms Query { get; } = new();

    public CandidateCounts Counts { get; } = new();

    /// <summary>The thread's workspace, or a new one while that is in use, as when a tokenizer calls a reranker.</summary>
    public static LexicalWorkspace Take()
    {
        LexicalWorkspace workspace = _spare ?? new();
        _spare = null;
        return workspace;
    }

    /// <summary>Gives it back.</summary>
    public static void Return(LexicalWorkspace workspace)
    {
        if (workspace.Buffer.Length + workspace.Query.Capacity + workspace.Counts.Capacity + workspace._numbers.Length <= MaxKept)
        {
            _spare = workspace;
        }
    }

    /// <summary>Room for a weight per term and a score and a place per candidate; what they hold does not matter.</summary>
    public (Memory<double> Weights, Memory<double> Scores, Memory<int> Order) Rent(int terms, int candidates)
    {
        if (_numbers.Length < terms + candidates)
        {
            _numbers = new double[terms + candidates];
        }

        if (_order.Length < candidates)
        {
            _order = new int[candidates];
        }

        return (_numbers.AsMemory(0, terms), _numbers.AsMemory(terms, candidates), _order.AsMemory(0, candidates));
    }
}
