namespace RerankKit.Onnx;

internal static partial class TextPatternReader
{
    // Branch tok-models replaces this body.
    private static ITextPattern CompileRegex(string pattern, string where) =>
        throw TokenizerJson.Unsupported($"the regular expression '{pattern}'", where);
}
