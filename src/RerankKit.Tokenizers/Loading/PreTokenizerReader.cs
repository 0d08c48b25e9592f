using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>Builds the pre-tokenizer of a tokenizer.json.</summary>
internal static class PreTokenizerReader
{
    private const string Known =
        "the known types are BertPreTokenizer, Whitespace, WhitespaceSplit, Metaspace, ByteLevel, Split, Punctuation, Digits, UnicodeScripts, FixedLength, CharDelimiterSplit and Sequence";

    public static IPreTokenizer? Read(JsonElement preTokenizer) =>
        preTokenizer.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : Read(new TokenizerPart(preTokenizer, "pre_tokenizer"));

    public static MetaspacePreTokenizer ReadMetaspace(TokenizerPart part)
    {
        part.Only("replacement", "add_prefix_space", "prepend_scheme", "split", "str_rep");
        bool addsPrefix = part.Boolean("add_prefix_space", fallback: true);
        string? name = part.OptionalString("prepend_scheme");
        var scheme = name switch
        {
            "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            null => addsPrefix ? PrependScheme.Always : PrependScheme.Never,
            _ => throw TokenizerJson.Unsupported($"the prepend_scheme '{name}' ({part.Where})", "it is always, first or never"),
        };
        return addsPrefix || scheme == PrependScheme.Never
            ? new(part.Character("replacement"), scheme, part.Boolean("split", fallback: true))
            : throw TokenizerJson.Invalid($"{part.Where}.add_prefix_space", $"is false, which contradicts the prepend_scheme '{name}'");
    }

    private static IPreTokenizer Read(TokenizerPart part) => part.Type switch
    {
        "BertPreTokenizer" => part.Plain(new BertPreTokenizer()),
        "Whitespace" => part.Plain(new WhitespacePreTokenizer()),
        "WhitespaceSplit" => part.Plain(new TraitPreTokenizer(CharacterTraits.Whitespace, SplitBehavior.Removed)),
        "UnicodeScripts" => part.Plain(new UnicodeScriptsPreTokenizer()),
        "Metaspace" => ReadMetaspace(part),
        "Digits" => new TraitPreTokenizer(CharacterTraits.Numeric, part.Only("individual_digits").Boolean("individual_digits") ? SplitBehavior.Isolated : SplitBehavior.Contiguous),
        "Punctuation" => new TraitPreTokenizer(CharacterTraits.Punctuation, Behavior(part.Only("behavior"), "Isolated")),
        "Split" => new PatternPreTokenizer(TextPatternReader.Read(part.Only("pattern", "behavior", "invert").Part("pattern")), Behavior(part), part.Boolean("invert")),
        "CharDelimiterSplit" or "Delimiter" => new PatternPreTokenizer(new PlainPattern(part.Only("delimiter").Character("delimiter")), SplitBehavior.Removed),
        "FixedLength" => ReadFixedLength(part.Only("length")),
        "Sequence" => new SequencePreTokenizer([.. part.Only("pretokenizers").Parts("pretokenizers").Select(Read)]),
        "ByteLevel" => new ByteLevelPreTokenizer(
            part.Only("add_prefix_space", "trim_offsets", "use_regex").Boolean("add_prefix_space"), part.Boolean("use_regex", fallback: true), writeBytes: true),
        _ => throw part.Unknown("pre-tokenizer", Known),
    };

    private static FixedLengthPreTokenizer ReadFixedLength(TokenizerPart part) =>
        part.Integer("length", fallback: 5) is > 0 and int length ? new(length) : throw TokenizerJson.Invalid($"{part.Where}.length", "is 0, and at least 1 is expected");

    private static SplitBehavior Behavior(TokenizerPart part, string? usual = null)
    {
        string name = usual is not null && !part.Element.TryGetProperty("behavior", out _) ? usual : part.String("behavior");
        return name switch
        {
            "Removed" => SplitBehavior.Removed,
            "Isolated" => SplitBehavior.Isolated,
            "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
            "MergedWithNext" => SplitBehavior.MergedWithNext,
            "Contiguous" => SplitBehavior.Contiguous,
            _ => throw TokenizerJson.Unsupported($"the behavior '{name}' ({part.Where})", "it is Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous"),
        };
    }
}
