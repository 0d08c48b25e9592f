namespace RerankKit.Onnx;

internal static partial class TokenizerSources
{
    // Branch tok-models replaces this body.
    public static TokenizerDefinition ReadVocabularyAndMerges(string vocabularyPath, string mergesPath, TokenizerConfiguration configuration, bool parsesSpecialTokens) =>
        throw TokenizerJson.Unsupported("vocab.json", $"{vocabularyPath} {mergesPath} {configuration.MaxLength} {parsesSpecialTokens}");
}
