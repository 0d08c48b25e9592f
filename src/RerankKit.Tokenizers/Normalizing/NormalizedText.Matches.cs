namespace RerankKit.Tokenizers;

/// <content>Working memory of what searches the text.</content>
internal sealed partial class NormalizedText
{
    /// <summary>The matches of the pattern that was last searched for.</summary>
    public MatchList Matches { get; } = new();
}
