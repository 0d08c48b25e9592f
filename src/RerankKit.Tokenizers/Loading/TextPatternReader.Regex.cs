namespace RerankKit.Tokenizers;

internal static partial class TextPatternReader
{
    private static ITextPattern CompileRegex(string pattern, string where) => pattern switch
    {
        Gpt2Pattern.Expression => Gpt2Pattern.Instance,
        SpaceRunPattern.Expression => SpaceRunPattern.Instance,
        Cl100kPattern.OneDigit => new Cl100kPattern(maxDigits: 1),
        Cl100kPattern.ThreeDigits => new Cl100kPattern(maxDigits: 3),
        _ => new RegexPattern(pattern),
    };
}
