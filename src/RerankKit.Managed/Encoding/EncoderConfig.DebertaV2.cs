using System.Text.Json;
using static RerankKit.Models.ModelJson;

namespace RerankKit.Managed;

/// <content>DeBERTa of the second and third version (He et al., 2021): positions are distances, and attention alone knows them.</content>
internal sealed partial record EncoderConfig
{
    public const string DebertaV2 = "deberta-v2";

    /// <summary>Null where attention does not know distances.</summary>
    public RelativePositions? Relative { get; init; }

    /// <summary>Of the classification head's dense layer; null for tanh.</summary>
    public HiddenActivation? PoolerActivation { get; init; }

    // A layer's table of distances grows with them, and no file says that they are meant.
    private const int MostDistances = 4096;

    private static EncoderConfig ReadDebertaV2(JsonElement root, ModelProfile profile, string path)
    {
        int hidden = Count(root, "hidden_size", path);
        int heads = Count(root, "num_attention_heads", path);
        Refuse(root, path, "relative_attention", Flag(root, "relative_attention", otherwise: false), true);
        Refuse(root, path, "position_biased_input", Flag(root, "position_biased_input", otherwise: true), false);
        foreach ((string key, int known) in (ReadOnlySpan<(string, int)>)[("type_vocab_size", 0), ("conv_kernel_size", 0), ("embedding_size", hidden), ("pooler_hidden_size", hidden), ("attention_head_size", hidden / heads)])
        {
            Refuse(root, path, key, Int32(root, key, path) ?? known, known);
        }

        int positions = Count(root, "max_position_embeddings", path);
        if (positions > MostDistances)
        {
            throw Unsupported(path, Invariant($"its max_position_embeddings are {positions}, and {MostDistances} are the most"));
        }

        return new EncoderConfig
        {
            ModelType = profile.ModelType,
            Hidden = hidden,
            Layers = Count(root, "num_hidden_layers", path),
            Heads = heads,
            Intermediate = Count(root, "intermediate_size", path),
            Activation = ReadActivation(root, "hidden_act", path),
            Epsilon = (float)(Real(root, "layer_norm_eps") ?? 1e-7),
            Positions = positions,
            Types = 1,
            PositionOffset = 0,
            Labels = LabelsOf(profile),
            Relative = ReadRelativePositions(root, positions, path),
            PoolerActivation = Text(root, "pooler_hidden_act") == "tanh" ? null : ReadActivation(root, "pooler_hidden_act", path),
        };
    }

    private static RelativePositions ReadRelativePositions(JsonElement root, int positions, string path)
    {
        int distance = Int32(root, "max_relative_positions", path) is int most and > 0 ? most : positions;
        int buckets = Math.Max(0, Int32(root, "position_buckets", path) ?? 0);
        string[] terms = Words(root, "pos_att_type");
        if (terms.FirstOrDefault(term => term is not ("c2p" or "p2c")) is { } unknown)
        {
            throw Unsupported(path, $"its pos_att_type has '{unknown}', and known are c2p and p2c");
        }

        string[] norms = Words(root, "norm_rel_ebd");
        if (norms is not ([] or ["none"] or ["layer_norm"]))
        {
            throw Unsupported(path, $"its norm_rel_ebd is '{string.Join('|', norms)}', and known are none and layer_norm");
        }

        if (buckets == 1 || (buckets > 0 && distance - 1 <= buckets / 2))
        {
            throw Wrong(path, Invariant($"has {buckets} position_buckets for distances to {distance}; allowed are 2 and more, and fewer than twice the distances"));
        }

        return new()
        {
            Span = buckets > 0 ? buckets : distance,
            Buckets = buckets,
            MaxDistance = distance,
            IsNormed = norms is ["layer_norm"],
            SharesProjections = Flag(root, "share_att_key", otherwise: false),
            HasKeys = terms.Contains("c2p"),
            HasQueries = terms.Contains("p2c"),
        };
    }

    // A list, or in older files its members with bars between them.
    private static string[] Words(JsonElement root, string key) => !root.TryGetProperty(key, out JsonElement value) ? [] : value.ValueKind switch
    {
        JsonValueKind.Array => [.. value.EnumerateArray().Select(word => word.ToString())],
        JsonValueKind.String => value.GetString()!.ToLowerInvariant().Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        _ => [],
    };

    private static bool Flag(JsonElement root, string key, bool otherwise) =>
        root.TryGetProperty(key, out JsonElement value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.ValueKind == JsonValueKind.True : otherwise;

    private static void Refuse<T>(JsonElement root, string path, string key, T value, T known)
        where T : IEquatable<T>
    {
        if (!value.Equals(known))
        {
            string unsaid = root.TryGetProperty(key, out _) ? "" : " where the file does not say";
            throw Unsupported(path, Invariant($"its {key} is {value}{unsaid}, and known is {known}"));
        }
    }
}
