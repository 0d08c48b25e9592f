namespace RerankKit.VectorData.Tests;

/// <summary>A record of a collection.</summary>
public sealed record Page(string Slug, string Text);
