namespace RerankKit.Tokenizers;

/// <summary>
/// One step from tokens back to text, as the <c>decoder</c> of a tokenizer.json says: rewrites the tokens in place; joined without anything
/// between, they are the text. Thread-safe.
/// </summary>
internal delegate void TokenDecoder(List<string> tokens);
