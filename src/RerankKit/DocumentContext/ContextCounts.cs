namespace RerankKit;

/// <summary>What became of the contexts of one call's passages.</summary>
internal struct ContextCounts
{
    private int _all;
    private int _cut;
    private int _longEnough;
    private int _missing;
    private int _inPassage;

    /// <summary>How many passages are scored with their context, or the beginning of it.</summary>
    public int Given { get; private set; }

    public void Add(ContextOutcome outcome)
    {
        _all++;
        Given += outcome is ContextOutcome.Given or ContextOutcome.Cut ? 1 : 0;
        _cut += outcome == ContextOutcome.Cut ? 1 : 0;
        _longEnough += outcome == ContextOutcome.LongEnough ? 1 : 0;
        _missing += outcome == ContextOutcome.Missing ? 1 : 0;
        _inPassage += outcome == ContextOutcome.InPassage ? 1 : 0;
    }

    public readonly IReadOnlyList<string> Describe() =>
    [
        Invariant($"{Given} of {_all} passages with their context"),
        .. Some(_cut, "of them cut"),
        .. Some(_longEnough, "long enough"),
        .. Some(_missing, "have none"),
        .. Some(_inPassage, "begin with it"),
    ];

    private static IEnumerable<string> Some(int count, string what) => count == 0 ? [] : [Invariant($"{count} {what}")];
}
