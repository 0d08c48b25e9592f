namespace RerankKit;

/// <summary>An item of an interleaved list.</summary>
/// <typeparam name="T">What is ranked.</typeparam>
/// <param name="Item">The item.</param>
/// <param name="IsOfSecond">Which ranking chose it: false for the first, true for the second.</param>
public readonly record struct TeamDraftItem<T>(T Item, bool IsOfSecond);
