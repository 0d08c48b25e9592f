using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>Reads the pattern of a Replace or a Split: {"String": ...} or {"Regex": ...}.</summary>
internal static partial class TextPatternReader
{
    public static ITextPattern Read(JsonElement pattern, string where)
    {
        if (pattern.ValueKind != JsonValueKind.Object)
        {
            throw TokenizerJson.Invalid(where, "is neither a String nor a Regex pattern");
        }

        TokenizerJson.RequireOnly(pattern, where, "String", "Regex");
        return pattern.TryGetProperty("Regex", out _)
            ? CompileRegex(TokenizerJson.String(pattern, "Regex", where), where)
            : new PlainPattern(TokenizerJson.String(pattern, "String", where));
    }
}
