using System.Text.Json;
using static RerankKit.Models.ModelJson;

namespace RerankKit.Managed;

/// <summary>What config.json says of an encoder's shape.</summary>
internal sealed partial record EncoderConfig
{
    public required string ModelType { get; init; }

    /// <summary>Numbers per token.</summary>
    public required int Hidden { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    /// <summary>Numbers between the two products of a feed-forward layer.</summary>
    public required int Intermediate { get; init; }

    public required HiddenActivation Activation { get; init; }

    public required float Epsilon { get; init; }

    /// <summary>Rows of the position table; where there is none, the positions that the model was trained on.</summary>
    public required int Positions { get; init; }

    /// <summary>Rows of the table of token types.</summary>
    public required int Types { get; init; }

    /// <summary>The row of the first position.</summary>
    public required int PositionOffset { get; init; }

    /// <summary>Outputs of the classification head; 0 where the model has none.</summary>
    public required int Labels { get; init; }

    public int HeadSize => Hidden / Heads;

    /// <summary>Whether the classification head reads BERT's pooler, rather than having a dense layer of its own.</summary>
    public bool HasPooler => ModelType == "bert";

    /// <summary>Why a model of that type is not for this engine; null where it is.</summary>
    public static string? Refusal(string modelType) => SafetensorsFiles.Families.Contains(modelType) ? null
        : $"its model_type is '{modelType}', and known are {string.Join(", ", SafetensorsFiles.Families)}";

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">A number is missing or impossible.</exception>
    /// <exception cref="NotSupportedException">It asks for what this engine does not have.</exception>
    public static EncoderConfig Read(ModelProfile profile)
    {
        string path = Path.Combine(profile.Directory, "config.json");
        using JsonDocument document = Parse(path);
        JsonElement root = document.RootElement;
        if (Refusal(profile.ModelType) is { } refusal)
        {
            throw Unsupported(path, refusal);
        }

        if (Text(root, "position_embedding_type") is { } positions and not "absolute")
        {
            throw Unsupported(path, $"its position_embedding_type is '{positions}', and known is absolute");
        }

        if (root.TryGetProperty("is_decoder", out JsonElement decoder) && decoder.ValueKind == JsonValueKind.True)
        {
            throw Unsupported(path, "it is a decoder");
        }

        if (profile.ModelType == ModernBert)
        {
            return ReadModernBert(root, profile, path).Checked(path);
        }

        if (profile.ModelType == DebertaV2)
        {
            return ReadDebertaV2(root, profile, path).Checked(path);
        }

        return new EncoderConfig
        {
            ModelType = profile.ModelType,
            Hidden = Count(root, "hidden_size", path),
            Layers = Count(root, "num_hidden_layers", path),
            Heads = Count(root, "num_attention_heads", path),
            Intermediate = Int32(root, "intermediate_size", path) ?? 4 * Count(root, "hidden_size", path),
            Activation = ReadActivation(root, "hidden_act", path),
            Epsilon = (float)(Real(root, "layer_norm_eps") ?? 1e-12),
            Positions = Count(root, "max_position_embeddings", path),
            Types = Count(root, "type_vocab_size", path),
            PositionOffset = profile.PositionOffset,
            Labels = LabelsOf(profile),
        }.Checked(path);
    }

    private EncoderConfig Checked(string path)
    {
        if (Hidden % Heads != 0 || Intermediate < 1)
        {
            throw Wrong(path, Invariant($"has hidden_size {Hidden} for {Heads} heads and intermediate_size {Intermediate}"));
        }

        return HeadSize >= 8 ? this : throw Unsupported(path, Invariant($"its heads have {HeadSize} channels, and 8 are the least"));
    }

    private static int LabelsOf(ModelProfile profile) =>
        profile.Architectures.Any(name => name.EndsWith("ForSequenceClassification", StringComparison.Ordinal)) ? profile.Labels.Count : 0;

    private static int Count(JsonElement root, string key, string path) =>
        Int32(root, key, path) is int count and > 0 ? count : throw Wrong(path, $"has no {key} of 1 or more");

    private static HiddenActivation ReadActivation(JsonElement root, string key, string path) => Text(root, key) switch
    {
        null or "gelu" or "gelu_python" => HiddenActivation.Gelu,
        "gelu_new" or "gelu_fast" or "gelu_pytorch_tanh" => HiddenActivation.GeluTanh,
        "relu" => HiddenActivation.Relu,
        string name => throw Unsupported(path, $"its {key} is '{name}', and known are gelu, gelu_new, gelu_pytorch_tanh and relu"),
    };

    private static NotSupportedException Unsupported(string path, string why) => new($"The managed engine does not run the model of '{path}': {why}. Use ONNX Runtime.");
}
