namespace RerankKit.LateInteraction;

/// <summary>How <see cref="LateInteractionExplanation.Render"/> marks what a query found.</summary>
public enum HighlightStyle
{
    /// <summary>Square brackets around it: <c>[rotate] the [key]</c>.</summary>
    Brackets,

    /// <summary>Bold and underlined, by the escape sequences of terminals. Control characters of the document are left out.</summary>
    Terminal,

    /// <summary><c>&lt;mark&gt;</c> elements. The document's text is encoded for HTML.</summary>
    Html,
}
