namespace RerankKit.Managed;

/// <content>ModernBERT: norms before, positions turned into queries and keys, gated feed-forward, no biases but the classifier's.</content>
internal sealed unsafe partial class EncoderWeights
{
    private void LoadModernBert(TensorReader reader)
    {
        Frequencies = [.. Config.RotaryBases.Select(@base => Enumerable.Range(0, Config.HeadSize / 2).Select(i => (float)Math.Pow(@base, -2.0 * i / Config.HeadSize)).ToArray())];
        Norm = ReadScale(reader, "embeddings.norm");
        Layers = [.. Enumerable.Range(0, Config.Layers).Select(layer => ReadModernBertLayer(reader, layer))];
        FinalNorm = ReadScale(reader, "final_norm");
        if (Config.Labels > 0)
        {
            TensorReader head = reader.WithoutPrefix;
            Head = Keep(new ClassificationLayers(Pack(head.Matrix("head.dense", Config.Hidden, Config.Hidden)), head.Linear("classifier", Config.Labels, Config.Hidden, Kernel))
            {
                Activation = Config.Activation,
                Norm = ReadScale(head, "head.norm"),
            });
        }
    }

    private EncoderLayer ReadModernBertLayer(TensorReader reader, int layer)
    {
        (int hidden, int intermediate, bool isLocal) = (Config.Hidden, Config.Intermediate, Config.IsLocal(layer));
        string path = Invariant($"layers.{layer}.");
        ReadOnlySpan<float> attention = reader.Matrix($"{path}attn.Wqkv", 3L * hidden, hidden);
        PackedMatrix queryKeyValue = Keep(new PackedMatrix(3 * hidden, hidden, Kernel.Rows));
        queryKeyValue.Pack(0, attention[..(hidden * hidden)], bias: [], QueryScale);
        queryKeyValue.Pack(hidden, attention[(hidden * hidden)..], bias: []);

        // What is activated, and below it the gate.
        ReadOnlySpan<float> wide = reader.Matrix($"{path}mlp.Wi", 2L * intermediate, hidden);
        PackedMatrix up = Pack(wide[..(intermediate * hidden)]);
        PackedMatrix gate = Pack(wide[(intermediate * hidden)..]);
        return Keep(new EncoderLayer(
            queryKeyValue,
            Pack(reader.Matrix($"{path}attn.Wo", hidden, hidden)),
            layer == 0 ? null : ReadScale(reader, $"{path}attn_norm"),
            up,
            Pack(reader.Matrix($"{path}mlp.Wo", hidden, intermediate), intermediate),
            ReadScale(reader, $"{path}mlp_norm"))
        {
            IsPreNorm = true,
            Gate = gate,
            Window = isLocal ? Config.Window : EncoderLayer.Unlimited,
            Rotation = isLocal ? 1 : 0,
        });
    }

    private PackedMatrix Pack(ReadOnlySpan<float> weights, int? inputs = null)
    {
        int width = inputs ?? Config.Hidden;
        var matrix = Keep(new PackedMatrix(weights.Length / width, width, Kernel.Rows));
        matrix.Pack(0, weights, bias: []);
        return matrix;
    }

    private LayerNorm ReadScale(TensorReader reader, string path) => Keep(reader.Scale(path, Config.Hidden, Config.Epsilon));
}
