namespace RerankKit.Tokenizers;

/// <summary>One text or a pair as a model takes it. All lists have one entry per token. Immutable and thread-safe.</summary>
public sealed class TokenizedText
{
    private readonly (int Start, int End)[]? _offsets;

    internal TokenizedText(int[] ids, int[] typeIds, int[] specialTokensMask, (int Start, int End)[]? offsets, int?[] sequences, bool isTruncated)
    {
        Ids = ids;
        TypeIds = typeIds;
        SpecialTokensMask = specialTokensMask;
        _offsets = offsets;
        Sequences = sequences;
        IsTruncated = isTruncated;
    }

    /// <summary>Token ids.</summary>
    public IReadOnlyList<int> Ids { get; }

    /// <summary>Token type ids: in BERT 0 for the first text and 1 for the second.</summary>
    public IReadOnlyList<int> TypeIds { get; }

    /// <summary>1 everywhere: padding is added where inputs are put into a batch.</summary>
    public IReadOnlyList<int> AttentionMask => field ??= [.. Enumerable.Repeat(1, Ids.Count)];

    /// <summary>1 for tokens that the model's layout added, 0 for tokens of the texts.</summary>
    public IReadOnlyList<int> SpecialTokensMask { get; }

    /// <summary>The range of its text that a token stands for, in UTF-16 units, end exclusive; (0, 0) for added special tokens.</summary>
    /// <exception cref="NotSupportedException">The texts were cut by an application's tokenizer that normalises: its ranges are of another text.</exception>
    public IReadOnlyList<(int Start, int End)> Offsets => _offsets ?? throw ForeignTokenizer.NoRanges();

    /// <summary>The text a token belongs to, 0 or 1; null for added special tokens.</summary>
    public IReadOnlyList<int?> Sequences { get; }

    /// <summary>Whether tokens were cut off to stay within the maximum length.</summary>
    public bool IsTruncated { get; }
}
