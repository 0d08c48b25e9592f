namespace RerankKit.Onnx;

/// <summary>Reads each kind of tokenizer file.</summary>
/// <remarks>The flag <c>parsesSpecialTokens</c> says whether special tokens in user text are to be found (parity) or are text.</remarks>
internal static partial class TokenizerSources
{
}
