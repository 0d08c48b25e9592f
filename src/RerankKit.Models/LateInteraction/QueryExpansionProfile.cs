namespace RerankKit.Models;

/// <summary>How a model fills up short queries. Every expansion token is scored, attended or not.</summary>
/// <param name="Strategy">Whether longer queries are cut to the length; never <see cref="QueryExpansion.Off"/>.</param>
/// <param name="Length">The length in tokens, marker and special tokens included.</param>
internal sealed record QueryExpansionProfile(QueryExpansion Strategy, int Length)
{
    /// <summary>Whether the query's own tokens see the expansion tokens; these see the query in any case.</summary>
    public bool IsAttended { get; init; }

    /// <summary>The token; null for the tokenizer's mask token, or its end token where it has no mask token.</summary>
    public string? Token { get; init; }

    /// <summary>The token's id where the files give it as a number.</summary>
    public int? TokenId { get; init; }
}
