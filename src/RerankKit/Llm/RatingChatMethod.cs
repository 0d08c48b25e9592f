namespace RerankKit;

/// <summary>Asks for a grade of each passage, by default from 0 to 10.</summary>
/// <remarks>One question per candidate, independent of the others: cacheable by pair, and a passage can influence no other passage's grade. Grades are coarse, so ties are frequent.</remarks>
public sealed record RatingChatMethod : ChatRerankMethod
{
    /// <summary>Makes the method with grades from 0 to 10.</summary>
    public RatingChatMethod()
        : base("rating", ChatRerankPrompts.Rating, RerankScoreKind.Grade)
    {
    }

    /// <summary>The best grade; 0 is the worst.</summary>
    /// <value>1 to 100; default 10.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 100.</exception>
    public int MaxRating { get; init => field = Allow.Between(value, 1, 100); } = 10;

    internal override string Describe() => Invariant($"max={MaxRating}");

    internal override Task<RerankResult[]> RankAsync(ChatRun run) =>
        new PointwiseRanking(run, index => new RatingQuestion(this, run, index)).RankAsync();
}
