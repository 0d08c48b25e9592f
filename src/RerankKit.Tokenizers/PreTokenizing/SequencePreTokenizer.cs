namespace RerankKit.Tokenizers;

/// <summary>Pre-tokenizers one after the other, each cutting the pieces of the one before.</summary>
internal sealed class SequencePreTokenizer(IPreTokenizer[] preTokenizers) : IPreTokenizer
{
    /// <summary>The pre-tokenizers in their order.</summary>
    public IPreTokenizer[] Parts => preTokenizers;

    public bool NeedsOffsets { get; } = Array.Exists(preTokenizers, preTokenizer => preTokenizer.NeedsOffsets);

    /// <summary>What the first has cut the others do not join.</summary>
    public bool EndsPiecesAtCuts { get; } = preTokenizers is [{ EndsPiecesAtCuts: true }, ..];

    public void Split(PreTokenizedText text)
    {
        foreach (var preTokenizer in preTokenizers)
        {
            preTokenizer.Split(text);
        }
    }
}
