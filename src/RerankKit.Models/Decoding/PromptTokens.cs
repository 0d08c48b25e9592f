using System.Text.Json;

namespace RerankKit.Models;

/// <summary>The pieces of a template that never change, as tokens.</summary>
internal sealed class PromptTokens
{
    private static readonly EncodeOptions Plain = new() { AddSpecialTokens = false };

    /// <summary>Encodes the fixed pieces.</summary>
    /// <param name="template">The template.</param>
    /// <param name="tokenizer">Reads queries and documents.</param>
    /// <param name="directory">The model's folder, where special tokens are read from.</param>
    public PromptTokens(DecoderTemplate template, HuggingFaceTokenizer tokenizer, string directory)
    {
        Template = template;
        Tokenizer = tokenizer;

        // The same tokenizer, but with the special tokens of the template read as what they are.
        var parsing = HuggingFaceTokenizer.Load(directory, new() { ParseSpecialTokens = true });
        int[] beginning = template.AddsBeginningOfText ? [BeginningOfText(parsing, directory)] : [];
        Prefix = [.. beginning, .. template.Prefix.SelectMany(piece => parsing.Encode(piece, null, Plain).Ids)];
        Separator = template.Separator.Length == 0 ? [] : [.. parsing.Encode(template.Separator, null, Plain).Ids];
        Suffix = [.. template.Suffix.SelectMany(piece => parsing.Encode(piece, null, Plain).Ids)];
        Positive = First(parsing, template.PositiveToken);
        Negative = template.NegativeToken is null ? null : First(parsing, template.NegativeToken);
    }

    public DecoderTemplate Template { get; }

    public HuggingFaceTokenizer Tokenizer { get; }

    public int[] Prefix { get; }

    public int[] Separator { get; }

    public int[] Suffix { get; }

    public int Positive { get; }

    public int? Negative { get; }

    private static int First(HuggingFaceTokenizer tokenizer, string text)
    {
        IReadOnlyList<int> ids = tokenizer.Encode(text, null, Plain).Ids;
        return ids.Count > 0 ? ids[0] : throw new InvalidDataException($"The tokenizer makes no token of the answer '{text}'.");
    }

    private static int BeginningOfText(HuggingFaceTokenizer tokenizer, string directory)
    {
        string path = Path.Combine(directory, "tokenizer_config.json");
        using JsonDocument? config = ModelJson.ParseIfPresent(path);
        if (config?.RootElement.TryGetProperty("bos_token", out JsonElement token) == true)
        {
            string? text = token.ValueKind == JsonValueKind.Object && token.TryGetProperty("content", out JsonElement content) ? content.GetString() : token.ToString();
            if (text is not null && tokenizer.TokenToId(text) is int id)
            {
                return id;
            }
        }

        return tokenizer.TokenToId("<bos>") ?? tokenizer.TokenToId("<s>")
            ?? throw new InvalidDataException($"The template wants a beginning-of-text token, and the tokenizer in '{directory}' names none (bos_token).");
    }
}
