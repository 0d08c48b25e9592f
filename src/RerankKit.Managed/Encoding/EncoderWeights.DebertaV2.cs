namespace RerankKit.Managed;

/// <content>DeBERTa of the second and third version.</content>
internal sealed unsafe partial class EncoderWeights
{
    private void LoadDebertaV2(TensorReader reader, RelativePositions positions)
    {
        Norm = ReadNorm(reader, "embeddings.LayerNorm");
        using PanelBuffer rows = ReadRelativeRows(reader, positions);
        string[] paths = [.. Enumerable.Range(0, Config.Layers).Select(layer => Invariant($"encoder.layer.{layer}."))];
        EncoderLayer[] layers = [.. paths.Select(path => ReadBertLayer(reader, path, projection: "_proj"))];
        reader.Finish();
        Layers = [.. layers.Zip(paths, (layer, path) => layer with { Relative = ReadRelativeTable(reader, layer, path, positions, rows) })];
        if (Config.Labels > 0)
        {
            TensorReader head = reader.WithoutPrefix;
            Head = Keep(new ClassificationLayers(head.Linear("pooler.dense", Config.Hidden, Config.Hidden, Kernel), head.Linear("classifier", Config.Labels, Config.Hidden, Kernel))
            {
                Activation = Config.PoolerActivation,
            });
        }
    }

    // In panels, as tokens are.
    private PanelBuffer ReadRelativeRows(TensorReader reader, RelativePositions positions)
    {
        int hidden = Config.Hidden;
        const string Name = "encoder.rel_embeddings.weight";
        reader.Require(Name, 2L * positions.Span, hidden);
        float[] table = new float[2 * positions.Span * hidden];
        reader.Read(Name, table, 2L * positions.Span, hidden);
        using LayerNorm? norm = positions.IsNormed ? reader.Norm("encoder.LayerNorm", hidden, Config.Epsilon) : null;
        int panels = Panel.CountFor(2 * positions.Span);
        var rows = new PanelBuffer(hidden);
        rows.Reserve(panels);
        for (int i = 0; i < table.Length; i++)
        {
            (int row, int channel) = Math.DivRem(i, hidden);
            rows.At(row / Panel.Tokens, channel)[row % Panel.Tokens] = table[i];
        }

        for (int panel = 0; panel < panels && norm is not null; panel++)
        {
            Kernel.Normalize(rows.At(panel), residual: null, rows.At(panel), norm);
        }

        return rows;
    }

    private RelativeTable ReadRelativeTable(TensorReader reader, EncoderLayer layer, string path, RelativePositions positions, PanelBuffer rows)
    {
        using PackedMatrix? own = positions.SharesProjections || positions.Terms == 1 ? null : ReadRelativeProjections(reader, $"{path}attention.self.", positions);
        PackedMatrix projections = own ?? layer.QueryKeyValue;
        int panels = Panel.CountFor(2 * positions.Span);
        using var projected = new PanelBuffer(projections.PaddedOutputs);
        projected.Reserve(panels);
        Kernel.Multiply(
            projections, projections.First(2 * Config.Hidden), rows.At(0), rows.Stride, projected.At(0), projected.Stride, panels, adds: false, HiddenActivation.None);
        return Keep(new RelativeTable(positions, projected, Config.Hidden, Config.Positions));
    }

    private PackedMatrix ReadRelativeProjections(TensorReader reader, string path, RelativePositions positions)
    {
        int hidden = Config.Hidden;
        var matrix = new PackedMatrix(2 * hidden, hidden, Kernel.Rows);

        // Where a product is missing the other's layer stands in for its, and nothing reads what comes of it.
        reader.PackLater(matrix, 0, positions.HasQueries ? $"{path}pos_query_proj" : $"{path}pos_key_proj", hidden, QueryScale);
        reader.PackLater(matrix, hidden, positions.HasKeys ? $"{path}pos_key_proj" : $"{path}pos_query_proj", hidden);
        reader.Finish();
        return matrix;
    }
}
