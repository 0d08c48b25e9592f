namespace RerankKit;

/// <summary>What the fusion methods have in common.</summary>
internal static class FusionMethodKind
{
    /// <summary>Whether the method reads normalised scores, and not ranks.</summary>
    public static bool CombinesScores(this FusionMethod method) => method.SumsScores() || method.PicksScores() || method == FusionMethod.CombAnz;

    /// <summary>Whether the fused score is a sum of scores, in which a missing one can count as 0.</summary>
    public static bool SumsScores(this FusionMethod method) =>
        method is FusionMethod.CombSum or FusionMethod.CombMnz or FusionMethod.ConvexCombination;

    /// <summary>Whether the fused score is one of the scores, or lies between two of them.</summary>
    public static bool PicksScores(this FusionMethod method) =>
        method is FusionMethod.CombMin or FusionMethod.CombMax or FusionMethod.CombMed;

    /// <summary>Whether lists can weigh differently.</summary>
    public static bool TakesWeights(this FusionMethod method) => !method.PicksScores() && method != FusionMethod.CombAnz;
}
