using System.Collections.Frozen;
using System.IO.Compression;
using System.Text.Json;

namespace RerankKit.Tokenizers;

internal static partial class TokenizerSources
{
    /// <summary>Reads a tokenizer.json, compressed if its name ends in .gz.</summary>
    public static TokenizerDefinition ReadTokenizerJson(string path, bool parsesSpecialTokens)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            return ReadTokenizerJson(file, parsesSpecialTokens);
        }

        using GZipStream unpacked = new(file, CompressionMode.Decompress);
        return ReadTokenizerJson(unpacked, parsesSpecialTokens);
    }

    /// <summary>Reads a tokenizer.json.</summary>
    public static TokenizerDefinition ReadTokenizerJson(Stream stream, bool parsesSpecialTokens)
    {
        using var document = JsonDocument.Parse(stream);
        _ = new TokenizerPart(document.RootElement, "the file").Type;
        var root = new TokenizerPart(document.RootElement, "tokenizer").Only(
            "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model");
        string? version = root.OptionalString("version");
        if (version is not (null or "1.0"))
        {
            throw TokenizerJson.Unsupported($"version '{version}' of the format", "version 1.0 is known");
        }

        JsonElement Part(string name) => root.Element.TryGetProperty(name, out var part) ? part : default;
        JsonElement model = root.Required("model");
        var tokens = AddedTokenReader.Read(Part("added_tokens"));
        var built = TokenModelReader.Read(model, parsesSpecialTokens ? FrozenSet<int>.Empty : HiddenIds(tokens, model));
        TokenizerPart truncation = new(Part("truncation"), "truncation");
        TokenizerPart padding = new(Part("padding"), "padding");
        return new()
        {
            Model = built,
            Normalizer = NormalizerReader.Read(Part("normalizer")),
            PreTokenizer = PreTokenizerReader.Read(Part("pre_tokenizer")),
            PostProcessor = PostProcessorReader.Read(Part("post_processor")),
            Decoder = TokenDecoderReader.Read(Part("decoder")),
            AddedTokens = AddedTokenReader.AssignIds(tokens, built),
            MaxLength = truncation.Element.ValueKind == JsonValueKind.Object ? truncation.Integer("max_length") : null,
            TruncatesLeft = truncation.OptionalString("direction") == "Left",
            PadTokenId = padding.Element.ValueKind == JsonValueKind.Object ? padding.Integer("pad_id") : null,
            PadsLeft = padding.OptionalString("direction") == "Left",
        };
    }

    /// <summary>The special tokens that the model's own vocabulary holds under the ids that the file states.</summary>
    private static FrozenSet<int> HiddenIds(List<AddedToken> tokens, JsonElement model)
    {
        Dictionary<int, string> special = [];
        foreach (var token in tokens)
        {
            if (token.IsSpecial)
            {
                special[token.Id] = token.Content;
            }
        }

        List<int> hidden = [];
        var vocabulary = new TokenizerPart(model, "model").Required("vocab");
        if (vocabulary.ValueKind == JsonValueKind.Array)
        {
            int id = 0;
            foreach (var entry in vocabulary.EnumerateArray())
            {
                if (special.TryGetValue(id, out string? content) && entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() > 0 && entry[0].ValueEquals(content))
                {
                    hidden.Add(id);
                }

                id++;
            }
        }
        else if (vocabulary.ValueKind == JsonValueKind.Object)
        {
            foreach (var entry in vocabulary.EnumerateObject())
            {
                if (entry.Value.ValueKind == JsonValueKind.Number && entry.Value.TryGetInt32(out int id) && special.TryGetValue(id, out string? content) && entry.NameEquals(content))
                {
                    hidden.Add(id);
                }
            }
        }

        return hidden.ToFrozenSet();
    }
}
