namespace RerankKit;

/// <summary>A conversation of a scope. The texts themselves are compared, not digests: no choice of ids reaches another conversation.</summary>
internal readonly record struct ConversationKey(string? Scope, string ConversationId)
{
    // In the unit of a remembered candidate, so that long ids take no more memory than was allowed.
    private const int CharactersPerEntry = 32;

    public int Weight => 1 + (((Scope?.Length ?? 0) + ConversationId.Length) / CharactersPerEntry);
}
