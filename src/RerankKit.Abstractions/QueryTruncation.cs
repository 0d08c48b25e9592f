namespace RerankKit;

/// <summary>Says that a query was longer than the model reads, and was cut. Immutable.</summary>
/// <remarks>
/// Tokens are counted as the reranker counts them: those of the query alone in a cross-encoder, those of the prompt's part that holds the query in a decoder, the
/// whole sequence with its special tokens in late interaction.
/// </remarks>
public sealed record QueryTruncation
{
    /// <summary>How many tokens the model read, where documents differ the least; null when the reranker does not say.</summary>
    public int? TokensRead { get; init; }

    /// <summary>How many tokens the whole query has; null when nobody counted further than was read.</summary>
    public int? TokenCount { get; init; }

    /// <summary>The same for a person to read, as stages give it among their reasons.</summary>
    /// <returns>One sentence.</returns>
    public override string ToString() => (TokensRead, TokenCount) switch
    {
        (int read, int all) => Invariant($"The query was cut to {read} of its {all} tokens."),
        (int read, null) => Invariant($"The query was cut to {read} tokens."),
        _ => "The query was cut to fit the model.",
    };

    /// <summary>Of several answers to one query, the one that read the least of it; null where all read it whole.</summary>
    internal static QueryTruncation? Strictest(QueryTruncation? one, QueryTruncation? other) =>
        one is null ? other
        : other?.TokensRead is int read && !(one.TokensRead <= read) ? other
        : one;
}
