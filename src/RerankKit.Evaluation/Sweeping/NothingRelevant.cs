namespace RerankKit.Evaluation;

/// <summary>Whether a reranker's best score tells that nothing in the list answers the query.</summary>
/// <remarks>Each query with a relevant document in its list is compared with the same list without its relevant documents.</remarks>
public sealed record NothingRelevant
{
    private const double Kept = 0.9;

    private NothingRelevant()
    {
    }

    /// <summary>The chance that a list with an answer has a higher best score than a list without; 0.5 is a coin.</summary>
    public required double Auroc { get; init; }

    /// <summary>The highest threshold that still lets through 90 % of the lists with an answer: those whose best score is at least this.</summary>
    public required double Threshold { get; init; }

    /// <summary>The share of lists without an answer that it lets through.</summary>
    public required double FalseAccepts { get; init; }

    /// <summary>How many lists hold an answer.</summary>
    public required int WithAnswer { get; init; }

    /// <summary>How many hold none.</summary>
    public required int WithoutAnswer { get; init; }

    /// <summary>Compares best scores.</summary>
    /// <param name="withAnswer">The best score of each list that holds a relevant document.</param>
    /// <param name="withoutAnswer">The best score of each list that holds none.</param>
    /// <returns>The comparison; null where one side is empty.</returns>
    public static NothingRelevant? Of(IReadOnlyList<double> withAnswer, IReadOnlyList<double> withoutAnswer)
    {
        ArgumentNullException.ThrowIfNull(withAnswer);
        ArgumentNullException.ThrowIfNull(withoutAnswer);
        if (withAnswer.Count == 0 || withoutAnswer.Count == 0)
        {
            return null;
        }

        double[] descending = [.. withAnswer.OrderDescending()];
        double threshold = descending[(int)Math.Ceiling(Kept * descending.Length) - 1];
        return new()
        {
            Auroc = Evaluation.Auroc.Of([.. withAnswer, .. withoutAnswer], [.. withAnswer.Select(_ => true), .. withoutAnswer.Select(_ => false)])!.Value,
            Threshold = threshold,
            FalseAccepts = (double)withoutAnswer.Count(score => score >= threshold) / withoutAnswer.Count,
            WithAnswer = withAnswer.Count,
            WithoutAnswer = withoutAnswer.Count,
        };
    }
}
