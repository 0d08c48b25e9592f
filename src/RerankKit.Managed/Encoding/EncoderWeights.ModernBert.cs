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
            Head = Keep(new ClassificationLayers(Linear(head, "head.dense", Config.Hidden, Config.Hidden), head.Linear("classifier", Config.Labels, Config.Hidden, Kernel))
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
        reader.Require($"{path}attn.Wqkv.weight", 3L * hidden, hidden);
        PackedMatrix queryKeyValue = Keep(new PackedMatrix(3 * hidden, hidden, Kernel.Rows));
        reader.PackLater(queryKeyValue, 0, $"{path}attn.Wqkv", 3 * hidden, 0, hidden, QueryScale);
        reader.PackLater(queryKeyValue, hidden, $"{path}attn.Wqkv", 3 * hidden, hidden, 2 * hidden);

        // What is activated, and below it the gate.
        PackedMatrix up = Linear(reader, $"{path}mlp.Wi", intermediate, hidden, 0, 2 * intermediate);
        PackedMatrix gate = Linear(reader, $"{path}mlp.Wi", intermediate, hidden, intermediate, 2 * intermediate);
        return Keep(new EncoderLayer(
            queryKeyValue,
            Linear(reader, $"{path}attn.Wo", hidden, hidden),
            layer == 0 ? null : ReadScale(reader, $"{path}attn_norm"),
            up,
            Linear(reader, $"{path}mlp.Wo", hidden, intermediate),
            ReadScale(reader, $"{path}mlp_norm"))
        {
            IsPreNorm = true,
            Gate = gate,
            Window = isLocal ? Config.Window : EncoderLayer.Unlimited,
            Rotation = isLocal ? 1 : 0,
        });
    }

    // All rows of a layer without bias, or some of them.
    private PackedMatrix Linear(TensorReader reader, string path, int rows, int inputs, int first = 0, int? outputs = null)
    {
        reader.Require($"{path}.weight", outputs ?? rows, inputs);
        var matrix = Keep(new PackedMatrix(rows, inputs, Kernel.Rows));
        reader.PackLater(matrix, 0, path, outputs ?? rows, first, rows);
        return matrix;
    }

    private LayerNorm ReadScale(TensorReader reader, string path) => Keep(reader.Scale(path, Config.Hidden, Config.Epsilon));
}
