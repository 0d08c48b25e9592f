using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>Reads the pattern of a Replace or a Split: {"String": ...} or {"Regex": ...}.</summary>
internal static class TextPatternReader
{
    public static ITextPattern Read(TokenizerPart pattern)
    {
        if (pattern.Element.ValueKind != JsonValueKind.Object)
        {
            throw TokenizerJson.Invalid(pattern.Where, "is neither a String nor a Regex pattern");
        }

        return pattern.Only("String", "Regex").Element.TryGetProperty("Regex", out _) ? Compile(pattern.String("Regex")) : new PlainPattern(pattern.String("String"));
    }

    private static ITextPattern Compile(string expression) => expression switch
    {
        Gpt2Pattern.Expression => Gpt2Pattern.Instance,
        SpaceRunPattern.Expression => SpaceRunPattern.Instance,
        Cl100kPattern.OneDigit => new Cl100kPattern(maxDigits: 1),
        Cl100kPattern.ThreeDigits => new Cl100kPattern(maxDigits: 3),
        _ => new RegexPattern(expression),
    };
}
