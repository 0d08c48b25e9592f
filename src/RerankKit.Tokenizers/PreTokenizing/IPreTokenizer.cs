namespace RerankKit.Tokenizers;

/// <summary>Cuts normalised text into the pieces that the model sees one at a time. Immutable and thread-safe.</summary>
internal interface IPreTokenizer
{
    /// <summary>Whether the pieces depend on where they lay in the original text, so that offsets are needed even if nobody asked for them.</summary>
    bool NeedsOffsets => false;

    /// <summary>Whether pieces always end at a <see cref="TextCut"/>, whatever follows it.</summary>
    bool EndsPiecesAtCuts => false;

    /// <summary>Replaces the pieces of <paramref name="text"/>. Pieces that are tokens already stay as they are.</summary>
    void Split(PreTokenizedText text);
}
