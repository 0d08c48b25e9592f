namespace RerankKit.TestModels;

/// <summary>DeBERTa-v3 for sequence classification (He et al. 2021) in double precision.</summary>
internal sealed class DebertaV2Reference(TestModelOptions options, DebertaV2Weights weights) : IReferenceModel
{
    private readonly int _size = options.Hidden / options.Heads;

    public TestModelOptions Options => options;

    public double[] Logits(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds)
    {
        Rows x = Encode(ids, typeIds, attended: null);
        if (options.Head == TestHead.HiddenStates)
        {
            return x.Values;
        }

        Rows pooled = weights.Pooler.Apply(x.Row(0)).Map(Formulas.Gelu);
        return weights.Classifier.Apply(pooled).Values;
    }

    public double[] HiddenStates(ReadOnlySpan<int> ids, bool[] attended) => Encode(ids, [], attended).Values;

    private Rows Encode(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds, bool[]? attended)
    {
        options.CheckSequence(ids, typeIds);
        int[] buckets = [.. Enumerable.Range(0, 2 * options.PositionBuckets)];
        Rows relative = weights.RelativeNorm.Apply(Rows.Embed(buckets, weights.Relative), DebertaV2Weights.Epsilon);
        Rows x = Clear(weights.Norm.Apply(Rows.Embed(ids, weights.Words), DebertaV2Weights.Epsilon), attended);
        foreach (EncoderLayerWeights layer in weights.Layers)
        {
            x = EncoderLayerReference.FeedForward(x, Clear(Attend(x, relative, layer, attended), attended), layer, DebertaV2Weights.Epsilon);
        }

        return x;
    }

    // Tokens that are not seen begin as zeros, and see nothing.
    private static Rows Clear(Rows rows, bool[]? attended)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            if (attended?[i] == false)
            {
                rows[i].Clear();
            }
        }

        return rows;
    }

    private Rows Attend(Rows x, Rows relative, EncoderLayerWeights layer, bool[]? attended)
    {
        Rows query = layer.Query.Apply(x);
        Rows key = layer.Key.Apply(x);
        Rows relativeQuery = layer.Query.Apply(relative);
        Rows relativeKey = layer.Key.Apply(relative);
        double scale = 1 / Math.Sqrt(_size * 3);
        double Bias(int head, int i, int j)
        {
            int start = head * _size;
            int bucket = Bucket(i - j);
            int forward = Math.Clamp(bucket + options.PositionBuckets, 0, (2 * options.PositionBuckets) - 1);
            int backward = Math.Clamp(-Bucket(j - i) + options.PositionBuckets, 0, (2 * options.PositionBuckets) - 1);
            double contentToPosition = Attention.Dot(query[i].Slice(start, _size), relativeKey[forward].Slice(start, _size));
            double positionToContent = Attention.Dot(key[j].Slice(start, _size), relativeQuery[backward].Slice(start, _size));
            return (contentToPosition + positionToContent) * scale;
        }

        return new Attention(options.Heads, _size) { Scale = scale, Bias = Bias, Sees = (_, j) => attended?[j] != false }.Attend(query, key, layer.Value.Apply(x));
    }

    private int Bucket(int distance)
    {
        int middle = options.PositionBuckets / 2;
        int size = Math.Abs(distance);
        if (size <= middle)
        {
            return distance;
        }

        double share = Math.Log((double)size / middle) / Math.Log((DebertaV2Weights.MaxDistance(options) - 1.0) / middle);
        return Math.Sign(distance) * ((int)Math.Ceiling(share * (middle - 1)) + middle);
    }
}
