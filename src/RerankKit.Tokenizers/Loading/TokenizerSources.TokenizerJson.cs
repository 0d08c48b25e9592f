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
        var root = document.RootElement;
        TokenizerJson.Type(root, "the file");
        TokenizerJson.RequireOnly(
            root, "tokenizer", "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model");
        string? version = TokenizerJson.OptionalString(root, "version", "tokenizer");
        if (version is not (null or "1.0"))
        {
            throw TokenizerJson.Unsupported($"version '{version}' of the format", "version 1.0 is known");
        }

        JsonElement Part(string name) => root.TryGetProperty(name, out var part) ? part : default;
        var model = TokenizerJson.Required(root, "model", "tokenizer");
        var tokens = AddedTokenReader.Read(Part("added_tokens"));
        var built = TokenModelReader.Read(model, parsesSpecialTokens ? FrozenSet<int>.Empty : HiddenIds(tokens, model));
        (var truncation, var padding) = (Part("truncation"), Part("padding"));
        return new()
        {
            Model = built,
            Normalizer = NormalizerReader.Read(Part("normalizer")),
            PreTokenizer = PreTokenizerReader.Read(Part("pre_tokenizer")),
            PostProcessor = PostProcessorReader.Read(Part("post_processor")),
            Decoder = TokenDecoderReader.Read(Part("decoder")),
            AddedTokens = AddedTokenReader.AssignIds(tokens, built),
            MaxLength = truncation.ValueKind == JsonValueKind.Object ? TokenizerJson.Integer(truncation, "max_length", "truncation") : null,
            TruncatesLeft = IsLeft(truncation, "truncation"),
            PadTokenId = padding.ValueKind == JsonValueKind.Object ? TokenizerJson.Integer(padding, "pad_id", "padding") : null,
            PadsLeft = IsLeft(padding, "padding"),
        };
    }

    private static bool IsLeft(JsonElement element, string where) =>
        element.ValueKind == JsonValueKind.Object && TokenizerJson.OptionalString(element, "direction", where) == "Left";

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
        var vocabulary = TokenizerJson.Required(model, "vocab", "model");
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
