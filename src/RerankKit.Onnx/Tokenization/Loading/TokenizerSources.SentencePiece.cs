namespace RerankKit.Onnx;

internal static partial class TokenizerSources
{
    // Branch tok-models replaces this body.
    public static TokenizerDefinition ReadSentencePiece(string path, TokenizerConfiguration configuration, bool parsesSpecialTokens) =>
        throw TokenizerJson.Unsupported("SentencePiece", $"{path} {configuration.MaxLength} {parsesSpecialTokens}");
}
