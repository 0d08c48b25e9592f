namespace RerankKit.Evaluation;

/// <summary>A document of a ranking.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Grade">Its grade for the query; null where it is not judged.</param>
public sealed record SweepDetailDocument(string Id, int? Grade);
