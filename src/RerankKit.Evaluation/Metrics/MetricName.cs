namespace RerankKit.Evaluation;

/// <summary>Composes canonical metric names and checks the numbers in them.</summary>
internal static class MetricName
{
    public static string Compose(string name, int? cutoff, int? relevanceLevel = null, double? persistence = null)
    {
        Allow.AtLeast(cutoff, 1, "1 or more ranks, or null for all", nameof(cutoff));
        Allow.AtLeast(relevanceLevel, 1, "1 or more, or null for the evaluation's level", nameof(relevanceLevel));
        string at = cutoff is null ? "" : Invariant($"@{cutoff}");
        string level = relevanceLevel is null ? "" : Invariant($"rel={relevanceLevel}");
        string number = persistence is null ? "" : Invariant($"{persistence}");
        string comma = level.Length > 0 && number.Length > 0 ? "," : "";
        return level.Length + number.Length == 0 ? name + at : $"{name}{at}({number}{comma}{level})";
    }
}
