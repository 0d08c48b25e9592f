namespace RerankKit.TestModels;

/// <summary>A token that no text produces.</summary>
internal readonly record struct SpecialToken(string Content, int Id);
