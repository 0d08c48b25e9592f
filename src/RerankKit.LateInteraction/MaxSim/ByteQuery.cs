using System.Runtime.InteropServices;

namespace RerankKit.LateInteraction;

/// <summary>A query for documents of <see cref="Int8Codec"/>, multiplied as integers where they lie.</summary>
internal sealed unsafe class ByteQuery<TDot, TSums, TLanes, TFloats> : PackedQuery
    where TDot : struct, IByteDot<TDot, TSums>
    where TSums : struct
    where TLanes : struct, IFloatLanes<TFloats>, IByteLanes<TSums, TFloats>
    where TFloats : struct
{
    private readonly int _dimension;
    private readonly float[] _scales;
    private readonly float[] _lengths;
    private readonly PinnedMemory _packed;

    public ByteQuery(TokenVectors query, TokenVectorCodec codec)
        : base(query.Count, checked((query.Count + Size - 1) / Size * Size))
    {
        _dimension = codec.Dimension;
        _scales = new float[PaddedCount];
        _lengths = new float[PaddedCount];
        _packed = PinnedMemory.Rent(checked(GroupCount * GroupBytes));
        Pack(query);
    }

    public override int GroupCount => PaddedCount / Size;

    public override int GroupSize => Size;

    public override int ScratchBytes => checked(Height * RowBytes);

    private static int Size => 2 * TLanes.Count;

    private static int Height => ByteTiles<TDot, TSums, TLanes, TFloats>.Height;

    private int RowBytes => _dimension + sizeof(float);

    // What sums begin with, then the integers by four.
    private int GroupBytes => checked((1 + ((_dimension + 3) / 4)) * Size * sizeof(int));

    public override void Match(byte* document, int tokens, int firstGroup, int endGroup, byte* scratch, float* maxima)
    {
        if (tokens < Height)
        {
            NativeMemory.Copy(document, scratch, (nuint)(tokens * RowBytes));
            RepeatLast(scratch, RowBytes, tokens, Height);
            document = scratch;
            tokens = Height;
        }

        for (int group = firstGroup; group < endGroup; group++)
        {
            byte* starts = _packed.Start + (group * (nint)GroupBytes);
            float* lanes = maxima + (group * Size);
            new Span<float>(lanes, Size).Fill(float.NegativeInfinity);
            ByteTiles<TDot, TSums, TLanes, TFloats>.Raise(
                (sbyte*)starts + (Size * sizeof(int)), (int*)starts, document, tokens, _dimension, lanes);
            for (int lane = 0; lane < Size; lane++)
            {
                lanes[lane] *= _scales[(group * Size) + lane];
            }
        }

        GC.KeepAlive(_packed);
    }

    public override float Length(int index) => _lengths[index];

    public override void Dispose() => _packed.Dispose();

    private void Pack(TokenVectors query)
    {
        new Span<byte>(_packed.Start, GroupCount * GroupBytes).Clear();
        sbyte[] integers = new sbyte[_dimension];
        for (int i = 0; i < Count; i++)
        {
            _scales[i] = QuantizedQuery.Quantize(query[i], integers);
            byte* group = _packed.Start + (i / Size * (nint)GroupBytes);
            int lane = i % Size;
            int sum = 0;
            double squares = 0;
            for (int k = 0; k < integers.Length; k++)
            {
                group[((((1 + (k / 4)) * Size) + lane) * sizeof(int)) + (k % 4)] = (byte)integers[k];
                sum += integers[k];
                squares += integers[k] * integers[k];
            }

            ((int*)group)[lane] = TDot.Flip == 0 ? -Int8Codec.Offset * sum : 0;
            _lengths[i] = (float)(_scales[i] * Math.Sqrt(squares));
        }
    }
}
