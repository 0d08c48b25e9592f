namespace RerankKit;

/// <summary>What one list said about a fused item.</summary>
/// <param name="ListName">The list's name.</param>
/// <param name="Rank">The item's rank in the list, from 1; null when the list does not hold it.</param>
/// <param name="Score">Its score as the list gave it; null when there is none.</param>
/// <param name="Contribution">
/// What the list brought to the fused score, weight and factors included: contributions add up to <see cref="FusedItem{TKey}.Score"/>.
/// For CombMIN, CombMAX and CombMED it is the normalised score from which one was picked. Null when the list brought nothing, and for
/// <see cref="FusionMethod.Condorcet"/>, which is no sum over lists.
/// </param>
public readonly record struct FusionSource(string ListName, int? Rank, double? Score, double? Contribution);
