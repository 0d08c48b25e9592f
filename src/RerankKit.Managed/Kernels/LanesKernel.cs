namespace RerankKit.Managed;

/// <summary>The arithmetic in vectors of one width.</summary>
internal sealed unsafe class LanesKernel<TLanes, TVector>(string name) : EncoderKernel
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    // Blocks of packed rows that stay in the second-level cache while the panels go by.
    private const int Group = 16;

    // Keys that are scored by their distance at a time.
    private const int Height = 4;

    public override string Name => name;

    public override int Rows => TLanes.IsWide ? Tiles<TLanes, TVector>.WideRows : 6;

    public override void Multiply(
        PackedMatrix matrix, MatrixPart part, float* input, nint inputStride, float* output, nint outputStride, int panels, bool adds, HiddenActivation activation)
    {
        int rows = Rows;
        for (int slice = part.FirstSlice; slice < part.EndSlice; slice++, input += PackedMatrix.SliceDepth * Panel.Tokens, adds = true)
        {
            int depth = matrix.DepthOf(slice);
            HiddenActivation last = slice == part.EndSlice - 1 ? activation : HiddenActivation.None;
            for (int group = part.FirstBlock; group < part.EndBlock; group += Group)
            {
                int end = Math.Min(group + Group, part.EndBlock);
                for (int panel = 0, count; panel < panels; panel += count)
                {
                    count = TLanes.IsWide ? Math.Min(2, panels - panel) : 1;
                    float* right = input + (panel * inputStride);
                    float* result = output + (panel * outputStride) + ((nint)(group - part.FirstBlock) * rows * Panel.Tokens);
                    for (int block = group; block < end; block++, result += rows * Panel.Tokens)
                    {
                        float* bias = slice == 0 ? matrix.Bias + (block * rows) : null;
                        Tile(matrix.Block(slice, block), right, inputStride, result, outputStride, count, depth, bias, adds);
                        for (int i = 0; i < count && last != HiddenActivation.None; i++)
                        {
                            Activations<TLanes, TVector>.Apply(last, result + (i * outputStride), rows * Panel.Tokens);
                        }
                    }
                }
            }
        }
    }

    public override void Normalize(float* input, float* residual, float* output, LayerNorm norm)
    {
        for (int lane = 0; lane < Panel.Tokens; lane += TLanes.Count)
        {
            Norms<TLanes, TVector>.Normalize(input + lane, residual == null ? null : residual + lane, output + lane, norm);
        }
    }

    public override void Rotate(float* values, float* turns, int heads, int headSize)
    {
        for (int head = 0; head < heads; head++, values += headSize * Panel.Tokens)
        {
            for (int lane = 0; lane < Panel.Tokens; lane += TLanes.Count)
            {
                Rotary<TLanes, TVector>.Rotate(values + lane, turns + lane, headSize / 2);
            }
        }
    }

    public override void Attend(float* query, float* output, in AttentionKeys keys, Range lanes, float* scratch)
    {
        int size = keys.HeadSize;
        int panels = Panel.CountFor(keys.Start + keys.Count);
        float* inverse = scratch;
        float* context = scratch + Panel.Tokens;
        float* scores = context + ((nint)size * Panel.Tokens);
        float* first = scores + (keys.Start * Panel.Tokens);
        for (int head = 0; head < keys.Heads; head++)
        {
            nint channel = (nint)head * size * Panel.Tokens;
            if (keys.Relative is { } relative)
            {
                ScoreByDistance(query + channel, keys, relative, head * size, scores);
            }
            else
            {
                Score(query + channel, keys, channel, panels, scores);
            }

            // Tokens of the neighbours in the first and the last panel weigh nothing.
            new Span<float>(scores, keys.Start * Panel.Tokens).Clear();
            new Span<float>(first + (keys.Count * Panel.Tokens), ((panels * Panel.Tokens) - keys.Start - keys.Count) * Panel.Tokens).Clear();
            for (int lane = 0; lane < Panel.Tokens; lane += TLanes.Count)
            {
                Exponentiate(first + lane, keys, lane, inverse + lane);
            }

            MultiplySmall<Strides.Values>(keys.Values + channel, keys.Stride - Panel.Tokens, scores, context, size, Panel.Tokens, panels);
            Write(context, inverse, size, lanes, output + channel);
        }
    }

    private static void Score(float* query, in AttentionKeys keys, nint channel, int panels, float* scores)
    {
        for (int panel = 0; panel < panels; panel++)
        {
            float* left = keys.Keys + (panel * keys.Stride) + channel;
            MultiplySmall<Strides.Keys>(left, 0, query, scores + (panel * Panel.Tokens * Panel.Tokens), Panel.Tokens, keys.HeadSize, 1);
        }
    }

    private static void ScoreByDistance(float* query, in AttentionKeys keys, RelativeTable relative, int channel, float* scores)
    {
        for (int row = keys.Start / Height * Height; row < keys.Start + keys.Count; row += Height)
        {
            (int panel, int key) = Math.DivRem(row, Panel.Tokens);
            float* left = keys.Keys + (panel * keys.Stride) + ((nint)channel * Panel.Tokens) + key;
            nint distance = (channel * relative.Stride) + keys.Query + keys.Start - row;
            for (int lane = 0; lane < Panel.Tokens; lane += TLanes.Count)
            {
                Disentangled<TLanes, TVector>.Score4(
                    left, query + lane, relative.Keys + distance + lane, relative.Queries + distance + lane, relative.Stride, scores + (row * Panel.Tokens) + lane, keys.HeadSize);
            }
        }
    }

    private static void Exponentiate(float* scores, in AttentionKeys keys, int lane, float* inverse)
    {
        bool isWindow = keys.Window < keys.Count;
        if (isWindow)
        {
            Softmax<TLanes, TVector>.ReplaceDistant(scores, keys.Count, keys.Query + lane, keys.Window, -1e30f);
        }

        Softmax<TLanes, TVector>.Exponentiate(scores, keys.Count, keys.Attended, inverse);
        if (isWindow)
        {
            Softmax<TLanes, TVector>.ReplaceDistant(scores, keys.Count, keys.Query + lane, keys.Window, 0);
        }
    }

    private static void Tile(float* left, float* right, nint rightStride, float* result, nint resultStride, int panels, int depth, float* bias, bool adds)
    {
        if (TLanes.IsWide && panels == 2)
        {
            Tiles<TLanes, TVector>.Multiply12By2(left, right, rightStride, result, resultStride, depth, bias, adds);
            return;
        }

        if (TLanes.IsWide)
        {
            Tiles<TLanes, TVector>.Multiply12By1(left, right, result, depth, bias, adds);
            return;
        }

        for (int lane = 0; lane < Panel.Tokens; lane += 2 * TLanes.Count)
        {
            Tiles<TLanes, TVector>.Multiply6By2<Strides.NarrowWeights>(left, 0, right + lane, result + lane, depth, 1, bias, adds);
        }
    }

    // The last tile ends with the last row and overlaps the one before it.
    private static void MultiplySmall<TStrides>(float* left, nint leftGap, float* right, float* result, int rows, int depth, int parts)
        where TStrides : struct, IStrides
    {
        int height = TLanes.IsWide ? 8 : 4;
        for (int row = 0; row < rows; row += height)
        {
            row = Math.Min(row, rows - height);
            float* from = left + (row * TStrides.Row);
            float* to = result + (row * Panel.Tokens);
            if (TLanes.IsWide)
            {
                Tiles<TLanes, TVector>.Multiply8By1<TStrides>(from, leftGap, right, to, depth, parts, bias: null, adds: false);
                continue;
            }

            for (int lane = 0; lane < Panel.Tokens; lane += 2 * TLanes.Count)
            {
                Tiles<TLanes, TVector>.Multiply4By2<TStrides>(from, leftGap, right + lane, to + lane, depth, parts, bias: null, adds: false);
            }
        }
    }

    private static void Write(float* context, float* inverse, int size, Range lanes, float* output)
    {
        (int start, int length) = lanes.GetOffsetAndLength(Panel.Tokens);
        if (length < Panel.Tokens)
        {
            for (int row = 0; row < size; row++)
            {
                for (int lane = start; lane < start + length; lane++)
                {
                    output[(row * Panel.Tokens) + lane] = context[(row * Panel.Tokens) + lane] * inverse[lane];
                }
            }

            return;
        }

        for (int lane = 0; lane < Panel.Tokens; lane += TLanes.Count)
        {
            TVector factor = TLanes.Load(inverse + lane);
            for (int at = lane; at < size * Panel.Tokens; at += Panel.Tokens)
            {
                TLanes.Store(TLanes.Multiply(TLanes.Load(context + at), factor), output + at);
            }
        }
    }
}
