namespace RerankKit.Models;

/// <summary>A registered reranker whose model is found, loaded and warmed up while the host starts.</summary>
/// <param name="Name">The reranker's name; null for the one without.</param>
/// <param name="Origin">Where its model comes from.</param>
internal sealed record ModelAtStart(string? Name, ModelOrigin Origin);
