namespace RerankKit.Tokenizers;

/// <summary>A part of a regular expression that has been read.</summary>
internal abstract record PatternNode
{
    /// <summary>One code point of a set.</summary>
    public sealed record Set(CodePointRanges Ranges) : PatternNode;

    /// <summary>One part after the other.</summary>
    public sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

    /// <summary>The first alternative that leads to a match.</summary>
    public sealed record Alternation(IReadOnlyList<PatternNode> Alternatives) : PatternNode;

    /// <summary>A part several times; a <paramref name="Max"/> of -1 means without limit.</summary>
    public sealed record Repeat(PatternNode Part, int Min, int Max, bool Greedy) : PatternNode;

    /// <summary>A part whose first way to match is the only one tried.</summary>
    public sealed record Atomic(PatternNode Part) : PatternNode;

    /// <summary>What follows or, over <paramref name="Behind"/> code points, what lies before must match, or must not.</summary>
    public sealed record Look(PatternNode Part, bool Negative, int Behind) : PatternNode
    {
        /// <summary>The value of <see cref="Behind"/> that looks ahead.</summary>
        public const int Ahead = -1;
    }

    /// <summary>A place.</summary>
    public sealed record Anchor(PatternAnchor Kind) : PatternNode;
}
