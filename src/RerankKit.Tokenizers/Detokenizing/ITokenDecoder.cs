namespace RerankKit.Tokenizers;

/// <summary>One step from tokens back to text, as the <c>decoder</c> of a tokenizer.json says. Immutable and thread-safe.</summary>
internal interface ITokenDecoder
{
    /// <summary>Rewrites the tokens in place; joined without anything between, they are the text.</summary>
    void Decode(List<string> tokens);
}
