using System.Globalization;
using System.Text.Json;
using static RerankKit.Models.ModelJson;

namespace RerankKit.Models;

/// <summary>Reads a <see cref="ModelProfile"/> from the files of a model folder.</summary>
internal static class ModelProfileReader
{
    // A tokenizer without a limit says 1e30 or the like.
    private const double AbsurdLength = 1e7;
    private const int DefaultLabelCount = 2;

    private static readonly string[] OffsetFamilies = ["roberta", "xlm-roberta", "camembert", "xlm-roberta-xl", "longformer", "mpnet"];

    /// <summary>Reads the files of a folder.</summary>
    /// <exception cref="FileNotFoundException">There is no config.json.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
    public static ModelProfile Read(string directory)
    {
        string configPath = Path.Combine(directory, "config.json");
        if (!File.Exists(configPath))
        {
            throw new FileNotFoundException(
                $"'{directory}' has no config.json. Give a folder as Hugging Face publishes it: config.json, the tokenizer's files and an ONNX graph.", configPath);
        }

        using JsonDocument config = Parse(configPath);
        using JsonDocument? tokenizerConfig = ParseIfPresent(Path.Combine(directory, "tokenizer_config.json"));
        using JsonDocument? sentenceConfig = ParseIfPresent(Path.Combine(directory, "config_sentence_transformers.json"));
        using JsonDocument? sentenceBertConfig = ParseIfPresent(Path.Combine(directory, "sentence_bert_config.json"));
        JsonElement root = config.RootElement;
        string modelType = Text(root, "model_type") ?? throw Wrong(configPath, "has no model_type");
        int? padTokenId = Int32(root, "pad_token_id", configPath);
        int offset = OffsetFamilies.Contains(modelType, StringComparer.Ordinal) ? (padTokenId ?? 1) + 1 : 0;
        return new()
        {
            Directory = directory,
            ModelType = modelType,
            Architectures = Texts(root, "architectures"),
            Labels = ReadLabels(root, configPath),
            DeclaredActivation = ReadActivation(root, sentenceConfig?.RootElement, configPath),
            MaxLength = ReadMaxLength(root, tokenizerConfig?.RootElement, sentenceBertConfig?.RootElement, offset, configPath),
            PositionLimit = ReadPositionLimit(root, offset, configPath),
            PadTokenId = padTokenId,
            VocabularySize = Int32(root, "vocab_size", configPath),
            HiddenSize = Int32(root, "hidden_size", configPath) ?? Int32(root, "dim", configPath),
            Attention = ReadAttention(root, configPath),
            PositionOffset = offset,
            Modules = [.. ModuleReference.ReadAll(directory).Select(module => module.Type)],
        };
    }

    private static List<string> ReadLabels(JsonElement root, string path)
    {
        if (root.TryGetProperty("id2label", out JsonElement labels) && labels.ValueKind == JsonValueKind.Object)
        {
            var byId = new SortedDictionary<int, string>();
            foreach (JsonProperty label in labels.EnumerateObject())
            {
                byId[int.TryParse(label.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                    ? id
                    : throw Wrong(path, $"has the label id '{label.Name}', which is not a number")] = label.Value.ToString();
            }

            return [.. byId.Values];
        }

        int count = Int32(root, "num_labels", path) ?? DefaultLabelCount;
        return [.. Enumerable.Range(0, count).Select(id => Invariant($"LABEL_{id}"))];
    }

    private static ScoreActivation? ReadActivation(JsonElement root, JsonElement? sentenceConfig, string path)
    {
        string? name = sentenceConfig is JsonElement config ? Text(config, "activation_fn") : null;
        if (name is null && root.TryGetProperty("sentence_transformers", out JsonElement section) && section.ValueKind == JsonValueKind.Object)
        {
            name = Text(section, "activation_fn");
        }

        name ??= Text(root, "sbert_ce_default_activation_function");
        return name switch
        {
            null => null,
            "torch.nn.modules.linear.Identity" => ScoreActivation.Identity,
            "torch.nn.modules.activation.Sigmoid" => ScoreActivation.Sigmoid,
            "torch.nn.modules.activation.Tanh" => ScoreActivation.Tanh,
            _ => throw Wrong(path, $"declares the activation '{name}'; known are torch's Identity, Sigmoid and Tanh. Set {nameof(CrossEncoderOptions)}.{nameof(CrossEncoderOptions.Activation)}"),
        };
    }

    private static int? ReadMaxLength(JsonElement root, JsonElement? tokenizer, JsonElement? sentenceBert, int offset, string path)
    {
        double limit = double.PositiveInfinity;
        if (tokenizer is JsonElement tokenizerRoot && tokenizerRoot.TryGetProperty("model_max_length", out JsonElement value)
            && value.ValueKind == JsonValueKind.Number && value.GetDouble() < AbsurdLength)
        {
            limit = value.GetDouble();
        }

        limit = Math.Min(limit, ReadPositionLimit(root, offset, path) ?? double.PositiveInfinity);
        if (sentenceBert is JsonElement sentenceRoot)
        {
            limit = Math.Min(limit, Int32(sentenceRoot, "max_seq_length", path) ?? double.PositiveInfinity);
        }

        return double.IsPositiveInfinity(limit) ? null
            : limit >= 1 ? (int)limit
            : throw Wrong(path, Invariant($"leaves {limit} tokens for a text"));
    }

    private static int? ReadPositionLimit(JsonElement root, int offset, string path)
    {
        int? limit = null;
        foreach (string key in (ReadOnlySpan<string>)["max_position_embeddings", "max_trained_positions", "n_positions"])
        {
            // Relative positions have no table: DeBERTa's own limit is still what it was trained on.
            int? positions = Int32(root, key, path) - offset;
            limit = limit is null ? positions : positions is null ? limit : Math.Min(limit.Value, positions.Value);
        }

        return limit;
    }

    private static (int Layers, int KeyValueHeads, int HeadSize) ReadAttention(JsonElement root, string path)
    {
        int heads = Int32(root, "num_attention_heads", path) ?? 0;
        int hidden = Int32(root, "hidden_size", path) ?? 0;
        return (
            Int32(root, "num_hidden_layers", path) ?? 0,
            Int32(root, "num_key_value_heads", path) ?? heads,
            Int32(root, "head_dim", path) ?? (heads == 0 ? 0 : hidden / heads));
    }
}
