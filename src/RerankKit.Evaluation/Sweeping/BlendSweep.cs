namespace RerankKit.Evaluation;

/// <summary>Reranker and first stage blended, both brought to 0 to 1 by lowest and highest score of the list.</summary>
/// <param name="Values">The deciding metric for each weight of the reranker: 0, 0.1, ... 1.</param>
/// <param name="BestWeight">The weight with the highest value; of equal ones the one that trusts the reranker more.</param>
/// <param name="HeldOut">The value on queries that had no part in choosing the weight, over repeated half splits.</param>
public sealed record BlendSweep(IReadOnlyList<double> Values, double BestWeight, double HeldOut);
