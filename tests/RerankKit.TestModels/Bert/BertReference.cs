namespace RerankKit.TestModels;

/// <summary>BERT for sequence classification (Devlin et al. 2019) in double precision.</summary>
internal sealed class BertReference(TestModelOptions options, BertWeights weights) : IReferenceModel
{
    public TestModelOptions Options => options;

    public double[] Logits(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds)
    {
        Rows x = Encode(ids, typeIds, attended: null);
        if (TokenHead.Apply(options, x) is { } rows)
        {
            return rows;
        }

        Rows pooled = weights.Pooler.Apply(x.Row(0)).Map(Math.Tanh);
        return weights.Classifier.Apply(pooled).Values;
    }

    public double[] HiddenStates(ReadOnlySpan<int> ids, bool[] attended) => Encode(ids, [], attended).Values;

    private Rows Encode(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds, bool[]? attended)
    {
        options.CheckSequence(ids, typeIds);
        int[] positions = [.. Enumerable.Range(0, ids.Length)];
        ReadOnlySpan<int> types = typeIds.IsEmpty ? new int[ids.Length] : typeIds;
        Rows x = Rows.Embed(ids, weights.Words) + Rows.Embed(types, weights.Types) + Rows.Embed(positions, weights.Positions);
        x = weights.Norm.Apply(x, BertWeights.Epsilon);
        foreach (EncoderLayerWeights layer in weights.Layers)
        {
            x = EncoderLayerReference.Apply(x, options, layer, BertWeights.Epsilon, attended);
        }

        return x;
    }
}
