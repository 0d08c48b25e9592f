namespace RerankKit.Evaluation;

/// <summary>A query of a collection in the BEIR layout.</summary>
/// <param name="Id">The query's id.</param>
/// <param name="Text">Its text.</param>
public sealed record BeirQuery(string Id, string Text);
