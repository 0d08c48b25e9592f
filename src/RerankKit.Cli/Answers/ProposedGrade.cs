namespace RerankKit.Cli.Answers;

/// <summary>What a language model says of a pair.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="Grade">Its grade; null where what the model says cannot be read.</param>
internal sealed record ProposedGrade(PooledPair Pair, int? Grade);
