namespace RerankKit.Embedded;

/// <summary>The words around a piece of which no text is at hand.</summary>
/// <remarks>A piece alone is no text as models know them; in a sentence that says nothing else it is nearer to what it is in passages.</remarks>
internal static class PieceTemplate
{
    public const string Before = "this text is about";
    public const string After = ".";
}
