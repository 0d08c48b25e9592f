using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>Builds the pre-tokenizer of a tokenizer.json.</summary>
internal static partial class PreTokenizerReader
{
    private const string Known =
        "the known types are BertPreTokenizer, Whitespace, WhitespaceSplit, Metaspace, ByteLevel, Split, Punctuation, Digits, UnicodeScripts, FixedLength, CharDelimiterSplit and Sequence";

    public static IPreTokenizer? Read(JsonElement preTokenizer, string where = "pre_tokenizer") =>
        preTokenizer.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : ReadPresent(preTokenizer, where);

    private static IPreTokenizer ReadPresent(JsonElement preTokenizer, string where) => TokenizerJson.Type(preTokenizer, where) switch
    {
        "BertPreTokenizer" => Plain(preTokenizer, where, new BertPreTokenizer()),
        "Whitespace" => Plain(preTokenizer, where, new WhitespacePreTokenizer()),
        "WhitespaceSplit" => Plain(preTokenizer, where, new TraitPreTokenizer(CharacterTraits.Whitespace, SplitBehavior.Removed)),
        "UnicodeScripts" => Plain(preTokenizer, where, new UnicodeScriptsPreTokenizer()),
        "Metaspace" => ReadMetaspace(preTokenizer, where),
        "Digits" => ReadDigits(preTokenizer, where),
        "Punctuation" => ReadPunctuation(preTokenizer, where),
        "Split" => ReadSplit(preTokenizer, where),
        "CharDelimiterSplit" or "Delimiter" => ReadDelimiter(preTokenizer, where),
        "FixedLength" => ReadFixedLength(preTokenizer, where),
        "Sequence" => ReadSequence(preTokenizer, where),
        "ByteLevel" => ReadByteLevel(preTokenizer, where),
        string type => throw TokenizerJson.Unsupported($"the pre-tokenizer '{type}' ({where})", Known),
        null => throw TokenizerJson.Invalid(where, "has no type"),
    };

    private static IPreTokenizer Plain(JsonElement element, string where, IPreTokenizer preTokenizer)
    {
        TokenizerJson.RequireOnly(element, where);
        return preTokenizer;
    }

    public static MetaspacePreTokenizer ReadMetaspace(JsonElement preTokenizer, string where)
    {
        TokenizerJson.RequireOnly(preTokenizer, where, "replacement", "add_prefix_space", "prepend_scheme", "split", "str_rep");
        bool addsPrefix = TokenizerJson.Boolean(preTokenizer, "add_prefix_space", where, fallback: true);
        string? name = TokenizerJson.OptionalString(preTokenizer, "prepend_scheme", where);
        var scheme = name switch
        {
            "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            null => addsPrefix ? PrependScheme.Always : PrependScheme.Never,
            _ => throw TokenizerJson.Unsupported($"the prepend_scheme '{name}' ({where})", "it is always, first or never"),
        };
        if (!addsPrefix && scheme != PrependScheme.Never)
        {
            throw TokenizerJson.Invalid($"{where}.add_prefix_space", $"is false, which contradicts the prepend_scheme '{name}'");
        }

        return new(OneCharacter(preTokenizer, "replacement", where), scheme, TokenizerJson.Boolean(preTokenizer, "split", where, fallback: true));
    }

    private static TraitPreTokenizer ReadDigits(JsonElement preTokenizer, string where)
    {
        TokenizerJson.RequireOnly(preTokenizer, where, "individual_digits");
        bool single = TokenizerJson.Boolean(preTokenizer, "individual_digits", where);
        return new(CharacterTraits.Numeric, single ? SplitBehavior.Isolated : SplitBehavior.Contiguous);
    }

    private static TraitPreTokenizer ReadPunctuation(JsonElement preTokenizer, string where)
    {
        TokenizerJson.RequireOnly(preTokenizer, where, "behavior");
        return new(CharacterTraits.Punctuation, preTokenizer.TryGetProperty("behavior", out _) ? Behavior(preTokenizer, where) : SplitBehavior.Isolated);
    }

    private static PatternPreTokenizer ReadSplit(JsonElement preTokenizer, string where)
    {
        TokenizerJson.RequireOnly(preTokenizer, where, "pattern", "behavior", "invert");
        return new(
            TextPatternReader.Read(TokenizerJson.Required(preTokenizer, "pattern", where), $"{where}.pattern"),
            Behavior(preTokenizer, where),
            TokenizerJson.Boolean(preTokenizer, "invert", where));
    }

    private static PatternPreTokenizer ReadDelimiter(JsonElement preTokenizer, string where)
    {
        TokenizerJson.RequireOnly(preTokenizer, where, "delimiter");
        return new(new PlainPattern(OneCharacter(preTokenizer, "delimiter", where)), SplitBehavior.Removed);
    }

    private static FixedLengthPreTokenizer ReadFixedLength(JsonElement preTokenizer, string where)
    {
        TokenizerJson.RequireOnly(preTokenizer, where, "length");
        int length = TokenizerJson.Integer(preTokenizer, "length", where, fallback: 5);
        return length > 0 ? new(length) : throw TokenizerJson.Invalid($"{where}.length", "is 0, and at least 1 is expected");
    }

    private static SequencePreTokenizer ReadSequence(JsonElement preTokenizer, string where)
    {
        TokenizerJson.RequireOnly(preTokenizer, where, "pretokenizers");
        int index = 0;
        return new([.. TokenizerJson.Array(preTokenizer, "pretokenizers", where).Select(item => ReadPresent(item, $"{where}.pretokenizers[{index++}]"))]);
    }

    private static SplitBehavior Behavior(JsonElement preTokenizer, string where)
    {
        string name = TokenizerJson.String(preTokenizer, "behavior", where);
        return name switch
        {
            "Removed" => SplitBehavior.Removed,
            "Isolated" => SplitBehavior.Isolated,
            "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
            "MergedWithNext" => SplitBehavior.MergedWithNext,
            "Contiguous" => SplitBehavior.Contiguous,
            _ => throw TokenizerJson.Unsupported($"the behavior '{name}' ({where})", "it is Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous"),
        };
    }

    private static string OneCharacter(JsonElement element, string name, string where)
    {
        string value = TokenizerJson.String(element, name, where);
        return value.Length > 0 && CodePoint.Count(value) == 1 ? value : throw TokenizerJson.Invalid($"{where}.{name}", $"is '{value}', and one character is expected");
    }
}
