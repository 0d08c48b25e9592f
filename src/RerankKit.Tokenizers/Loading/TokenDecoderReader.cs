using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>Builds the decoder of a tokenizer.json.</summary>
internal static class TokenDecoderReader
{
    private const string Known =
        "the known types are WordPiece, ByteLevel, ByteFallback, Metaspace, BPEDecoder, CTC, Replace, Strip, Fuse and Sequence";

    public static ITokenDecoder? Read(JsonElement decoder, string where = "decoder") =>
        decoder.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : ReadPresent(decoder, where);

    private static ITokenDecoder ReadPresent(JsonElement decoder, string where) => TokenizerJson.Type(decoder, where) switch
    {
        "WordPiece" => ReadWordPiece(decoder, where),
        "ByteLevel" => ReadByteLevel(decoder, where),
        "ByteFallback" => Plain(decoder, where, new ByteFallbackDecoder()),
        "Fuse" => Plain(decoder, where, new FuseDecoder()),
        "Metaspace" => ReadMetaspace(decoder, where),
        "BPEDecoder" => ReadBpe(decoder, where),
        "CTC" => ReadCtc(decoder, where),
        "Replace" => ReadReplace(decoder, where),
        "Strip" => ReadStrip(decoder, where),
        "Sequence" => ReadSequence(decoder, where),
        string type => throw TokenizerJson.Unsupported($"the decoder '{type}' ({where})", Known),
        null => throw TokenizerJson.Invalid(where, "has no type"),
    };

    private static ITokenDecoder Plain(JsonElement decoder, string where, ITokenDecoder built)
    {
        TokenizerJson.RequireOnly(decoder, where);
        return built;
    }

    private static WordPieceDecoder ReadWordPiece(JsonElement decoder, string where)
    {
        TokenizerJson.RequireOnly(decoder, where, "prefix", "cleanup");
        return new(TokenizerJson.String(decoder, "prefix", where), TokenizerJson.Boolean(decoder, "cleanup", where));
    }

    // The fields are those of the pre-tokenizer of the same name; of none of them the way back depends.
    private static ByteLevelDecoder ReadByteLevel(JsonElement decoder, string where)
    {
        TokenizerJson.RequireOnly(decoder, where, "add_prefix_space", "trim_offsets", "use_regex");
        return new();
    }

    private static MetaspaceDecoder ReadMetaspace(JsonElement decoder, string where)
    {
        MetaspacePreTokenizer metaspace = PreTokenizerReader.ReadMetaspace(decoder, where);
        return new(metaspace.Replacement, metaspace.Scheme != PrependScheme.Never);
    }

    private static BpeDecoder ReadBpe(JsonElement decoder, string where)
    {
        TokenizerJson.RequireOnly(decoder, where, "suffix");
        return new(TokenizerJson.String(decoder, "suffix", where));
    }

    private static CtcDecoder ReadCtc(JsonElement decoder, string where)
    {
        TokenizerJson.RequireOnly(decoder, where, "pad_token", "word_delimiter_token", "cleanup");
        return new(
            TokenizerJson.String(decoder, "pad_token", where),
            TokenizerJson.String(decoder, "word_delimiter_token", where),
            TokenizerJson.Boolean(decoder, "cleanup", where));
    }

    private static ReplaceDecoder ReadReplace(JsonElement decoder, string where)
    {
        TokenizerJson.RequireOnly(decoder, where, "pattern", "content");
        return new(
            TextPatternReader.Read(TokenizerJson.Required(decoder, "pattern", where), $"{where}.pattern"),
            TokenizerJson.String(decoder, "content", where));
    }

    private static StripDecoder ReadStrip(JsonElement decoder, string where)
    {
        TokenizerJson.RequireOnly(decoder, where, "content", "start", "stop");
        string content = TokenizerJson.String(decoder, "content", where);
        return CodePoint.Count(content) == 1
            ? new(content, TokenizerJson.Integer(decoder, "start", where), TokenizerJson.Integer(decoder, "stop", where))
            : throw TokenizerJson.Invalid($"{where}.content", $"is '{content}', and one character is expected");
    }

    private static SequenceDecoder ReadSequence(JsonElement decoder, string where)
    {
        TokenizerJson.RequireOnly(decoder, where, "decoders");
        int index = 0;
        return new([.. TokenizerJson.Array(decoder, "decoders", where).Select(item => ReadPresent(item, $"{where}.decoders[{index++}]"))]);
    }
}
