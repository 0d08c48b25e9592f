using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>Builds the decoder of a tokenizer.json.</summary>
internal static class TokenDecoderReader
{
    private const string Known =
        "the known types are WordPiece, ByteLevel, ByteFallback, Metaspace, BPEDecoder, CTC, Replace, Strip, Fuse and Sequence";

    public static TokenDecoder? Read(JsonElement decoder) =>
        decoder.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : Read(new TokenizerPart(decoder, "decoder"));

    private static TokenDecoder Read(TokenizerPart part) => part.Type switch
    {
        "WordPiece" => TokenDecoders.WordPiece(part.Only("prefix", "cleanup").String("prefix"), part.Boolean("cleanup")),
        "ByteLevel" => ReadByteLevel(part),
        "ByteFallback" => part.Plain<TokenDecoder>(ByteDecoders.ByteFallback),
        "Fuse" => part.Plain<TokenDecoder>(TokenDecoders.Fuse),
        "Metaspace" => ReadMetaspace(part),
        "BPEDecoder" => TokenDecoders.Bpe(part.Only("suffix").String("suffix")),
        "CTC" => TokenDecoders.Ctc(part.Only("pad_token", "word_delimiter_token", "cleanup").String("pad_token"), part.String("word_delimiter_token"), part.Boolean("cleanup")),
        "Replace" => TokenDecoders.Replace(TextPatternReader.Read(part.Only("pattern", "content").Part("pattern")), part.String("content")),
        "Strip" => TokenDecoders.Strip(part.Only("content", "start", "stop").Character("content"), part.Integer("start"), part.Integer("stop")),
        "Sequence" => TokenDecoders.Sequence([.. part.Only("decoders").Parts("decoders").Select(Read)]),
        _ => throw part.Unknown("decoder", Known),
    };

    // The fields are those of the pre-tokenizer of the same name; of none of them the way back depends.
    private static TokenDecoder ReadByteLevel(TokenizerPart part)
    {
        part.Only("add_prefix_space", "trim_offsets", "use_regex");
        return ByteDecoders.ByteLevel;
    }

    private static TokenDecoder ReadMetaspace(TokenizerPart part)
    {
        MetaspacePreTokenizer metaspace = PreTokenizerReader.ReadMetaspace(part);
        return TokenDecoders.Metaspace(metaspace.Replacement, metaspace.Scheme != PrependScheme.Never);
    }
}
