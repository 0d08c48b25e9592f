namespace RerankKit.Managed;

/// <content>BERT and RoBERTa.</content>
internal sealed unsafe partial class EncoderWeights
{
    private void LoadBert(TensorReader reader)
    {
        int hidden = Config.Hidden;
        Positions = Table(reader, "embeddings.position_embeddings", Config.Positions);
        Types = Table(reader, "embeddings.token_type_embeddings", Config.Types);
        Norm = ReadNorm(reader, "embeddings.LayerNorm");
        Layers = [.. Enumerable.Range(0, Config.Layers).Select(layer => ReadBertLayer(reader, Invariant($"encoder.layer.{layer}.")))];
        if (Config.Labels > 0)
        {
            Head = Keep(Config.HasPooler
                ? new ClassificationLayers(reader.Linear("pooler.dense", hidden, hidden, Kernel), reader.WithoutPrefix.Linear("classifier", Config.Labels, hidden, Kernel))
                : new ClassificationLayers(
                    reader.WithoutPrefix.Linear("classifier.dense", hidden, hidden, Kernel), reader.WithoutPrefix.Linear("classifier.out_proj", Config.Labels, hidden, Kernel)));
        }
    }

    private EncoderLayer ReadBertLayer(TensorReader reader, string path, string projection = "")
    {
        int hidden = Config.Hidden;
        reader.Require($"{path}attention.self.query{projection}.weight", hidden, hidden);
        PackedMatrix queryKeyValue = Keep(new PackedMatrix(3 * hidden, hidden, Kernel.Rows));
        reader.PackLater(queryKeyValue, 0, $"{path}attention.self.query{projection}", hidden, QueryScale);
        reader.PackLater(queryKeyValue, hidden, $"{path}attention.self.key{projection}", hidden);
        reader.PackLater(queryKeyValue, 2 * hidden, $"{path}attention.self.value{projection}", hidden);
        return Keep(new EncoderLayer(
            queryKeyValue,
            reader.Linear($"{path}attention.output.dense", hidden, hidden, Kernel),
            ReadNorm(reader, $"{path}attention.output.LayerNorm"),
            reader.Linear($"{path}intermediate.dense", Config.Intermediate, hidden, Kernel),
            reader.Linear($"{path}output.dense", hidden, Config.Intermediate, Kernel),
            ReadNorm(reader, $"{path}output.LayerNorm")));
    }

    private LayerNorm ReadNorm(TensorReader reader, string path) => Keep(reader.Norm(path, Config.Hidden, Config.Epsilon));
}
