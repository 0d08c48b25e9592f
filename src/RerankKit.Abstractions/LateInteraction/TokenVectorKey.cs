namespace RerankKit;

/// <summary>Which document's vectors are meant.</summary>
/// <param name="Id">The candidate's id; where it has none, <see cref="OfText"/> makes one of its text.</param>
/// <param name="ContentHash">The 128-bit digest of the text that the vectors were made of: a document that has changed is not found.</param>
public readonly record struct TokenVectorKey(string Id, UInt128 ContentHash)
{
    /// <summary>The key of a document.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="id">Its id; null to go by the text alone.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static TokenVectorKey OfText(string text, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var hash = Hash128.Of(text);
        return new(id ?? $"#{hash}", new(hash.High, hash.Low));
    }
}
