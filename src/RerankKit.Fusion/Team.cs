namespace RerankKit;

/// <summary>One of the two rankings of a <see cref="TeamDraft"/>.</summary>
public enum Team
{
    /// <summary>The first ranking.</summary>
    A,

    /// <summary>The second ranking.</summary>
    B,
}
