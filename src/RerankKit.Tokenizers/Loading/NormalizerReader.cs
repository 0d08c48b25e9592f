using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>Builds the normalizer of a tokenizer.json.</summary>
internal static class NormalizerReader
{
    private const string Known =
        "the known types are BertNormalizer, NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Strip, Replace, Prepend, Nmt, Precompiled, ByteLevel and Sequence";

    public static INormalizer? Read(JsonElement normalizer) =>
        normalizer.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : Read(new TokenizerPart(normalizer, "normalizer"));

    private static INormalizer Read(TokenizerPart part) => part.Type switch
    {
        "BertNormalizer" or "Bert" => ReadBert(part.Only("clean_text", "handle_chinese_chars", "strip_accents", "lowercase")),
        "NFC" => part.Plain(TextNormalizer.ToForm(compatibility: false, compose: true)),
        "NFD" => part.Plain(TextNormalizer.ToForm(compatibility: false, compose: false)),
        "NFKC" => part.Plain(TextNormalizer.ToForm(compatibility: true, compose: true)),
        "NFKD" => part.Plain(TextNormalizer.ToForm(compatibility: true, compose: false)),
        "Lowercase" => part.Plain(new TextNormalizer(text => text.ToLower())),
        "StripAccents" => part.Plain(new TextNormalizer(text => text.Remove(CharacterTraits.Combining))),
        "Nmt" => part.Plain(new NmtNormalizer()),
        "ByteLevel" => part.Plain(new ByteLevelNormalizer()),
        "Strip" => new StripNormalizer(part.Only("strip_left", "strip_right").Boolean("strip_left"), part.Boolean("strip_right")),
        "Replace" => new ReplaceNormalizer(TextPatternReader.Read(part.Only("pattern", "content").Part("pattern")), part.String("content")),
        "Prepend" => ReadPrepend(part.Only("prepend").String("prepend")),
        "Precompiled" => ReadPrecompiled(part.Only("precompiled_charsmap").Part("precompiled_charsmap")),
        "Sequence" => new SequenceNormalizer([.. part.Only("normalizers").Parts("normalizers").Select(Read)]),
        _ => throw part.Unknown("normalizer", Known),
    };

    private static BertNormalizer ReadBert(TokenizerPart part)
    {
        bool lowercase = part.Boolean("lowercase");
        return new(part.Boolean("clean_text"), part.Boolean("handle_chinese_chars"), part.Boolean("strip_accents", fallback: lowercase), lowercase);
    }

    private static TextNormalizer ReadPrepend(string prefix) => new(text => text.Prepend(prefix));

    private static PrecompiledNormalizer ReadPrecompiled(TokenizerPart map) =>
        map.Element.ValueKind == JsonValueKind.String && map.Element.TryGetBytesFromBase64(out byte[]? bytes)
            ? new(Charsmap.Read(bytes))
            : throw TokenizerJson.Invalid(map.Where, "is not a string in base64");
}
