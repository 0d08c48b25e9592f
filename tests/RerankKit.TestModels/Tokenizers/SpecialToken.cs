namespace RerankKit.TestModels;

/// <summary>A token that no text produces.</summary>
internal readonly record struct SpecialToken(string Content, int Id)
{
    /// <summary>Whether the tokenizer's files call it special; markers that were added for training are not.</summary>
    public bool IsSpecial { get; init; } = true;
}
