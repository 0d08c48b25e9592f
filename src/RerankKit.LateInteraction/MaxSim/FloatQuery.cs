namespace RerankKit.LateInteraction;

/// <summary>A query for documents that are multiplied in single precision, whatever they are kept in.</summary>
/// <remarks>
/// Single-precision documents are read where they lie. Of others a few tiles at a time are decoded into memory that stays in the first-level cache.
/// </remarks>
internal sealed unsafe class FloatQuery<TLanes, TVector> : PackedQuery
    where TLanes : struct, IFloatLanes<TVector>
    where TVector : struct
{
    // Beside it a query of 32 tokens of 128 numbers takes 16 KB of a first-level cache of 32 or 48.
    private const int DecodedBytes = 12 * 1024;
    private readonly TokenVectors _query;
    private readonly TokenVectorCodec _codec;
    private readonly PinnedMemory _packed;
    private readonly int _decodedTokens;

    public FloatQuery(TokenVectors query, TokenVectorCodec codec)
        : base(query.Count, Pad(query.Count))
    {
        _query = query;
        _codec = codec;
        _decodedTokens = Math.Max(DecodedBytes / (RowBytes * Height), 1) * Height;
        _packed = PinnedMemory.Rent(checked(PaddedCount * RowBytes));
        Pack();
    }

    public override int GroupCount => (PaddedCount + GroupSize - 1) / GroupSize;

    public override int GroupSize => 2 * TLanes.Count;

    public override int ScratchBytes => checked(_decodedTokens * RowBytes);

    private static int Height => FloatTiles<TLanes, TVector>.Height;

    private int RowBytes => checked(_codec.Dimension * sizeof(float));

    public override void Match(byte* document, int tokens, int firstGroup, int endGroup, byte* scratch, float* maxima)
    {
        int first = firstGroup * GroupSize;
        int end = Math.Min(endGroup * GroupSize, PaddedCount);
        new Span<float>(maxima + first, end - first).Fill(float.NegativeInfinity);
        if (_codec.Precision == TokenVectorPrecision.Float32 && tokens >= Height)
        {
            Raise(document, tokens, first, end, new(document + ((nint)Height * RowBytes), RowBytes), maxima);
            GC.KeepAlive(_packed);
            return;
        }

        for (int done = 0; done < tokens;)
        {
            // What is left may be less than a tile: then some tokens before it are done again, or the last one is repeated.
            int start = Math.Max(Math.Min(done, tokens - Height), 0);
            int count = Math.Min(_decodedTokens, tokens - start);
            byte* source = document + (start * (nint)_codec.BytesPerToken);
            Decode(source, count, scratch);
            RepeatLast(scratch, RowBytes, count, Height);
            Raise(scratch, Math.Max(count, Height), first, end, new(source + (count * (nint)_codec.BytesPerToken), _codec.BytesPerToken), maxima);
            done = start + count;
        }

        GC.KeepAlive(_packed);
    }

    public override float Length(int index) => (float)Math.Sqrt(DoublePrecision.SumOfSquares(_query[index]));

    public override void Dispose() => _packed.Dispose();

    // A single vector is a group only where there is a tile for it.
    private static int Pad(int count)
    {
        int unit = TLanes.IsWide ? TLanes.Count : 2 * TLanes.Count;
        return checked((count + unit - 1) / unit * unit);
    }

    private void Raise(byte* rows, int tokens, int first, int end, FloatTiles<TLanes, TVector>.Ahead ahead, float* maxima)
    {
        float* packed = (float*)_packed.Start;
        for (; first < end; first += GroupSize)
        {
            int vectors = end - first >= GroupSize ? 2 : 1;
            float* query = packed + (first * (nint)_codec.Dimension);
            FloatTiles<TLanes, TVector>.Raise(query, vectors, rows, tokens, _codec.Dimension, ahead, maxima + first);
        }
    }

    private void Decode(byte* source, int count, byte* rows)
    {
        switch (_codec.Precision)
        {
            case TokenVectorPrecision.Float16:
                HalfRows<TLanes, TVector>.DecodeHalf(source, (float*)rows, count * _codec.Dimension);
                break;
            case TokenVectorPrecision.BFloat16:
                HalfRows<TLanes, TVector>.DecodeBFloat16(source, (float*)rows, count * _codec.Dimension);
                break;
            default:
                _codec.Decode(new(source, count * _codec.BytesPerToken), new((float*)rows, count * _codec.Dimension));
                break;
        }
    }

    private void Pack()
    {
        float* packed = (float*)_packed.Start;
        int dimension = _codec.Dimension;
        new Span<float>(packed, PaddedCount * dimension).Clear();
        for (int i = 0; i < Count; i++)
        {
            int first = i / GroupSize * GroupSize;
            int lanes = Math.Min(GroupSize, PaddedCount - first);
            float* lane = packed + (first * (nint)dimension) + (i - first);
            foreach (float number in _query[i])
            {
                *lane = number;
                lane += lanes;
            }
        }
    }
}
