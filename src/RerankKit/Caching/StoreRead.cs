namespace RerankKit;

/// <summary>What a look into the distributed cache brought.</summary>
/// <param name="Found">How many scores.</param>
/// <param name="Trouble">Why none, in a few words for the stage; null when there was no trouble.</param>
internal readonly record struct StoreRead(int Found, string? Trouble = null);
