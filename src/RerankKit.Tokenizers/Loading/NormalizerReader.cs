using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>Builds the normalizer of a tokenizer.json.</summary>
internal static partial class NormalizerReader
{
    private const string Known =
        "the known types are BertNormalizer, NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Strip, Replace, Prepend, Nmt, Precompiled, ByteLevel and Sequence";

    public static INormalizer? Read(JsonElement normalizer, string where = "normalizer") =>
        normalizer.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : ReadPresent(normalizer, where);

    private static INormalizer ReadPresent(JsonElement normalizer, string where) => TokenizerJson.Type(normalizer, where) switch
    {
        "BertNormalizer" or "Bert" => ReadBert(normalizer, where),
        "NFC" => Plain(normalizer, where, new UnicodeFormNormalizer(compatibility: false, compose: true)),
        "NFD" => Plain(normalizer, where, new UnicodeFormNormalizer(compatibility: false, compose: false)),
        "NFKC" => Plain(normalizer, where, new UnicodeFormNormalizer(compatibility: true, compose: true)),
        "NFKD" => Plain(normalizer, where, new UnicodeFormNormalizer(compatibility: true, compose: false)),
        "Lowercase" => Plain(normalizer, where, new LowercaseNormalizer()),
        "StripAccents" => Plain(normalizer, where, new StripAccentsNormalizer()),
        "Nmt" => Plain(normalizer, where, new NmtNormalizer()),
        "Strip" => ReadStrip(normalizer, where),
        "Replace" => ReadReplace(normalizer, where),
        "Prepend" => ReadPrepend(normalizer, where),
        "Sequence" => ReadSequence(normalizer, where),
        "Precompiled" => ReadPrecompiled(normalizer, where),
        "ByteLevel" => ReadByteLevel(normalizer, where),
        string type => throw TokenizerJson.Unsupported($"the normalizer '{type}' ({where})", Known),
        null => throw TokenizerJson.Invalid(where, "has no type"),
    };

    private static INormalizer Plain(JsonElement element, string where, INormalizer normalizer)
    {
        TokenizerJson.RequireOnly(element, where);
        return normalizer;
    }

    private static BertNormalizer ReadBert(JsonElement normalizer, string where)
    {
        TokenizerJson.RequireOnly(normalizer, where, "clean_text", "handle_chinese_chars", "strip_accents", "lowercase");
        bool lowercase = TokenizerJson.Boolean(normalizer, "lowercase", where);
        return new(
            TokenizerJson.Boolean(normalizer, "clean_text", where),
            TokenizerJson.Boolean(normalizer, "handle_chinese_chars", where),
            TokenizerJson.Boolean(normalizer, "strip_accents", where, fallback: lowercase),
            lowercase);
    }

    private static StripNormalizer ReadStrip(JsonElement normalizer, string where)
    {
        TokenizerJson.RequireOnly(normalizer, where, "strip_left", "strip_right");
        return new(TokenizerJson.Boolean(normalizer, "strip_left", where), TokenizerJson.Boolean(normalizer, "strip_right", where));
    }

    private static ReplaceNormalizer ReadReplace(JsonElement normalizer, string where)
    {
        TokenizerJson.RequireOnly(normalizer, where, "pattern", "content");
        return new(
            TextPatternReader.Read(TokenizerJson.Required(normalizer, "pattern", where), $"{where}.pattern"),
            TokenizerJson.String(normalizer, "content", where));
    }

    private static PrependNormalizer ReadPrepend(JsonElement normalizer, string where)
    {
        TokenizerJson.RequireOnly(normalizer, where, "prepend");
        return new(TokenizerJson.String(normalizer, "prepend", where));
    }

    private static SequenceNormalizer ReadSequence(JsonElement normalizer, string where)
    {
        TokenizerJson.RequireOnly(normalizer, where, "normalizers");
        int index = 0;
        return new([.. TokenizerJson.Array(normalizer, "normalizers", where).Select(item => ReadPresent(item, $"{where}.normalizers[{index++}]"))]);
    }
}
