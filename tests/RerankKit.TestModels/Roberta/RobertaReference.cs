namespace RerankKit.TestModels;

/// <summary>RoBERTa for sequence classification (Liu et al. 2019) in double precision.</summary>
internal sealed class RobertaReference(TestModelOptions options, RobertaWeights weights) : IReferenceModel
{
    public TestModelOptions Options => options;

    public double[] Logits(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds)
    {
        Rows x = Encode(ids, typeIds, attended: null);
        if (TokenHead.Apply(options, x) is { } rows)
        {
            return rows;
        }

        Rows dense = weights.Dense.Apply(x.Row(0)).Map(Math.Tanh);
        return weights.Projection.Apply(dense).Values;
    }

    public double[] HiddenStates(ReadOnlySpan<int> ids, bool[] attended) => Encode(ids, [], attended).Values;

    private Rows Encode(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds, bool[]? attended)
    {
        options.CheckSequence(ids, typeIds);
        int[] positions = new int[ids.Length];
        int next = RobertaWeights.Padding + 1;
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = ids[i] == RobertaWeights.Padding ? RobertaWeights.Padding : next++;
        }

        Rows x = Rows.Embed(ids, weights.Words) + Rows.Embed(new int[ids.Length], weights.Types) + Rows.Embed(positions, weights.Positions);
        x = weights.Norm.Apply(x, RobertaWeights.Epsilon);
        foreach (EncoderLayerWeights layer in weights.Layers)
        {
            x = EncoderLayerReference.Apply(x, options, layer, RobertaWeights.Epsilon, attended);
        }

        return x;
    }
}
