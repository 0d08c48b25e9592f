namespace RerankKit.Evaluation;

/// <summary>Checks scores that come with their outcomes.</summary>
internal static class LabelledScores
{
    public static void Check(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes, string name)
    {
        if (scores.Length != outcomes.Length)
        {
            throw new ArgumentException(
                Invariant($"There are {scores.Length} {name} and {outcomes.Length} outcomes. Give one outcome for each."), nameof(outcomes));
        }

        foreach (double score in scores)
        {
            if (!double.IsFinite(score))
            {
                throw new ArgumentException($"One of the {name} is {score}. Leave out what was not scored.", name);
            }
        }
    }
}
