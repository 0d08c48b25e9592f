namespace RerankKit.LateInteraction;

/// <summary>MaxSim by its definition, in double precision: what the other kernels are held to.</summary>
internal sealed unsafe class ScalarQuery(TokenVectors query, TokenVectorCodec codec) : PackedQuery(query.Count, query.Count)
{
    public override int GroupCount => 1;

    public override int GroupSize => Count;

    public override int ScratchBytes => codec.Dimension * sizeof(float);

    public override void Match(byte* document, int tokens, int firstGroup, int endGroup, byte* scratch, float* maxima)
    {
        var vector = new Span<float>(scratch, codec.Dimension);
        new Span<float>(maxima, Count).Fill(float.NegativeInfinity);
        for (int token = 0; token < tokens; token++)
        {
            codec.Decode(new(document + (token * (nint)codec.BytesPerToken), codec.BytesPerToken), vector);
            for (int i = 0; i < Count; i++)
            {
                maxima[i] = Math.Max(maxima[i], (float)DoublePrecision.Dot(query[i], vector));
            }
        }
    }

    public override float Length(int index) => (float)Math.Sqrt(DoublePrecision.SumOfSquares(query[index]));

    public override void Dispose()
    {
        // The query's vectors are the caller's.
    }
}
