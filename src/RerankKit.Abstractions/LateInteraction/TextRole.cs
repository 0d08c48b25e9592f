namespace RerankKit;

/// <summary>What a text is to a search: models that encode both apart treat them differently.</summary>
public enum TextRole
{
    /// <summary>What the user asked.</summary>
    Query,

    /// <summary>A passage that may answer it.</summary>
    Document,
}
