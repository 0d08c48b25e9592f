namespace RerankKit;

/// <summary>An item of an interleaved list.</summary>
/// <typeparam name="T">What is ranked.</typeparam>
/// <param name="Item">The item.</param>
/// <param name="Team">Which ranking chose it.</param>
public readonly record struct TeamDraftItem<T>(T Item, Team Team);
