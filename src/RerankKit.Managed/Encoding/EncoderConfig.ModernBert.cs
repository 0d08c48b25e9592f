using System.Text.Json;
using static RerankKit.Models.ModelJson;

namespace RerankKit.Managed;

/// <content>ModernBERT (Warner et al., 2024): positions are turned into queries and keys, and most layers see a window of the sequence.</content>
internal sealed partial record EncoderConfig
{
    public const string ModernBert = "modernbert";

    /// <summary>Per kind of layer, that which sees all first, the base of the angles by which positions turn queries and keys; empty where positions are a table.</summary>
    public IReadOnlyList<double> RotaryBases { get; init; } = [];

    /// <summary>Tokens that a local layer sees on each side.</summary>
    public int Window { get; init; }

    /// <summary>Whether the classification head reads the mean of all tokens rather than the first.</summary>
    public bool ReadsMean { get; init; }

    // Per layer whether it is local, where the file lists them.
    private bool[]? LocalLayers { get; init; }

    private int GlobalEvery { get; init; } = 1;

    /// <summary>Whether a layer sees a window alone.</summary>
    public bool IsLocal(int layer) => LocalLayers?[layer] ?? layer % GlobalEvery != 0;

    private static EncoderConfig ReadModernBert(JsonElement root, ModelProfile profile, string path)
    {
        foreach (string key in (ReadOnlySpan<string>)["attention_bias", "mlp_bias", "norm_bias", "classifier_bias"])
        {
            if (root.TryGetProperty(key, out JsonElement bias) && bias.ValueKind == JsonValueKind.True)
            {
                throw Unsupported(path, $"its {key} is true");
            }
        }

        if (root.TryGetProperty("rope_scaling", out JsonElement scaling) && scaling.ValueKind == JsonValueKind.Object)
        {
            throw Unsupported(path, "it has a rope_scaling");
        }

        HiddenActivation activation = ReadActivation(root, "hidden_activation", path);
        if (ReadActivation(root, "classifier_activation", path) != activation)
        {
            throw Unsupported(path, "its classifier_activation is not its hidden_activation");
        }

        var config = new EncoderConfig
        {
            ModelType = profile.ModelType,
            Hidden = Count(root, "hidden_size", path),
            Layers = Count(root, "num_hidden_layers", path),
            Heads = Count(root, "num_attention_heads", path),
            Intermediate = Count(root, "intermediate_size", path),
            Activation = activation,
            Epsilon = (float)(Real(root, "norm_eps") ?? 1e-5),
            Positions = Count(root, "max_position_embeddings", path),
            Types = 1,
            PositionOffset = 0,
            Labels = LabelsOf(profile),
            RotaryBases = [RotaryBase(root, "full_attention", "global_rope_theta", 160_000, path), RotaryBase(root, "sliding_attention", "local_rope_theta", 10_000, path)],
            LocalLayers = ReadLocalLayers(root, path),
            GlobalEvery = Int32(root, "global_attn_every_n_layers", path) ?? 3,
            Window = (Int32(root, "local_attention", path) ?? 128) / 2,
            ReadsMean = Text(root, "classifier_pooling") switch
            {
                null or "cls" => false,
                "mean" => true,
                string pooling => throw Unsupported(path, $"its classifier_pooling is '{pooling}', and known are cls and mean"),
            },
        };
        return config is { Window: > 0, GlobalEvery: > 0 } && config.HeadSize % 2 == 0 && (config.LocalLayers?.Length ?? config.Layers) == config.Layers ? config : throw Wrong(path, Invariant(
            $"has heads of {config.HeadSize} channels, a local_attention of {2 * config.Window}, a global_attn_every_n_layers of {config.GlobalEvery} and {config.LocalLayers?.Length} layer_types for {config.Layers} layers"));
    }

    // Newer files say it per kind of layer.
    private static double RotaryBase(JsonElement root, string kind, string key, double otherwise, string path)
    {
        if (!root.TryGetProperty("rope_parameters", out JsonElement kinds) || kinds.ValueKind != JsonValueKind.Object)
        {
            return Real(root, key) ?? otherwise;
        }

        return kinds.TryGetProperty(kind, out JsonElement rotary) && rotary.ValueKind == JsonValueKind.Object && (Text(rotary, "rope_type") ?? "default") == "default"
            ? Real(rotary, "rope_theta") ?? otherwise
            : throw Unsupported(path, $"its rope_parameters are {kinds}, and known is a {kind} of rope_type default");
    }

    private static bool[]? ReadLocalLayers(JsonElement root, string path) => root.TryGetProperty("layer_types", out JsonElement types) && types.ValueKind == JsonValueKind.Array
        ? [.. types.EnumerateArray().Select(type => type.ToString() switch
        {
            "sliding_attention" => true,
            "full_attention" => false,
            string kind => throw Unsupported(path, $"its layer_types have '{kind}', and known are full_attention and sliding_attention"),
        })]
        : null;

    private static double? Real(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out JsonElement number) && number.ValueKind == JsonValueKind.Number ? number.GetDouble() : null;
}
