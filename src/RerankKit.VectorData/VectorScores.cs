using Microsoft.Extensions.VectorData;

namespace RerankKit;

/// <summary>What a vector store's scores say.</summary>
internal static class VectorScores
{
    /// <summary>Whether a higher score is farther.</summary>
    public static bool AreDistances(string? distanceFunction) => distanceFunction switch
    {
        null or DistanceFunction.CosineSimilarity or DistanceFunction.DotProductSimilarity => false,
        DistanceFunction.CosineDistance or DistanceFunction.NegativeDotProductSimilarity or DistanceFunction.EuclideanDistance or DistanceFunction.EuclideanSquaredDistance
            or DistanceFunction.HammingDistance or DistanceFunction.ManhattanDistance => true,
        _ => throw new ArgumentException(
            $"Whether a high score of '{distanceFunction}' is near or far is not known here. Allowed are the names of DistanceFunction; for a store's own function, one whose scores go the same way.",
            nameof(distanceFunction)),
    };
}
