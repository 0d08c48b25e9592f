namespace RerankKit.Managed;

/// <summary>The same arithmetic number by number in double precision: what the others are checked against.</summary>
internal sealed unsafe class ScalarKernel : EncoderKernel
{
    public override string Name => "scalar";

    public override int Rows => 1;

    public override void Multiply(
        PackedMatrix matrix, MatrixPart part, float* input, nint inputStride, float* output, nint outputStride, int panels, bool adds, HiddenActivation activation)
    {
        for (int panel = 0; panel < panels; panel++)
        {
            for (int row = part.FirstBlock; row < part.EndBlock; row++)
            {
                for (int lane = 0; lane < Panel.Tokens; lane++)
                {
                    float* cell = output + (panel * outputStride) + ((nint)(row - part.FirstBlock) * Panel.Tokens) + lane;
                    double sum = (adds ? *cell : 0) + (part.FirstSlice == 0 ? matrix.Bias[row] : 0);
                    float* right = input + (panel * inputStride) + lane;
                    for (int slice = part.FirstSlice; slice < part.EndSlice; slice++)
                    {
                        float* left = matrix.Block(slice, row);
                        for (int i = 0; i < matrix.DepthOf(slice); i++, right += Panel.Tokens)
                        {
                            sum += (double)left[i] * *right;
                        }
                    }

                    *cell = (float)Activate(activation, sum);
                }
            }
        }
    }

    public override void Normalize(float* input, float* residual, float* output, LayerNorm norm)
    {
        Span<double> values = new double[norm.Channels];
        for (int lane = 0; lane < Panel.Tokens; lane++)
        {
            double mean = 0;
            for (int i = 0; i < values.Length; i++)
            {
                int at = (i * Panel.Tokens) + lane;
                values[i] = (double)input[at] + (residual == null ? 0 : residual[at]);
                mean += values[i] / values.Length;
            }

            double variance = 0;
            foreach (double value in values)
            {
                variance += (value - mean) * (value - mean) / values.Length;
            }

            for (int i = 0; i < values.Length; i++)
            {
                output[(i * Panel.Tokens) + lane] = (float)(((values[i] - mean) / Math.Sqrt(variance + norm.Epsilon) * norm.Scale[i]) + norm.Shift[i]);
            }
        }
    }

    public override void Rotate(float* values, float* turns, int heads, int headSize)
    {
        int half = headSize / 2 * Panel.Tokens;
        for (int head = 0; head < heads; head++, values += 2 * half)
        {
            for (int i = 0; i < half; i++)
            {
                (double first, double second) = (values[i], values[half + i]);
                values[i] = (float)((first * turns[i]) - (second * turns[half + i]));
                values[half + i] = (float)((second * turns[i]) + (first * turns[half + i]));
            }
        }
    }

    public override void Attend(float* query, float* output, in AttentionKeys keys, Range lanes, float* scratch)
    {
        (int start, int length) = lanes.GetOffsetAndLength(Panel.Tokens);
        double[] shares = new double[keys.Count];
        for (int head = 0; head < keys.Heads; head++)
        {
            for (int lane = start; lane < start + length; lane++)
            {
                nint channel = (nint)head * keys.HeadSize * Panel.Tokens;
                double greatest = double.NegativeInfinity;
                for (int key = 0; key < shares.Length; key++)
                {
                    bool isSeen = (keys.Attended == null || keys.Attended[key] != 0) && Math.Abs(keys.Query + lane - key) <= keys.Window;
                    shares[key] = isSeen ? Score(query + channel + lane, Place(keys.Keys, keys, key) + channel, keys, head, keys.Query + lane - key) : double.NegativeInfinity;
                    greatest = Math.Max(greatest, shares[key]);
                }

                double sum = 0;
                for (int key = 0; key < shares.Length; key++)
                {
                    shares[key] = Math.Exp(shares[key] - greatest);
                    sum += shares[key];
                }

                for (int i = 0; i < keys.HeadSize; i++)
                {
                    double context = 0;
                    for (int key = 0; key < shares.Length; key++)
                    {
                        context += shares[key] * (Place(keys.Values, keys, key) + channel)[i * Panel.Tokens];
                    }

                    output[channel + (i * Panel.Tokens) + lane] = (float)(context / sum);
                }
            }
        }
    }

    private static float* Place(float* panels, in AttentionKeys keys, int key)
    {
        (int panel, int lane) = Math.DivRem(keys.Start + key, Panel.Tokens);
        return panels + (panel * keys.Stride) + lane;
    }

    private static double Score(float* query, float* key, in AttentionKeys keys, int head, int distance)
    {
        double sum = 0;
        for (int i = 0; i < keys.HeadSize; i++)
        {
            (double left, double right) = (query[i * Panel.Tokens], key[i * Panel.Tokens]);
            sum += left * right;
            if (keys.Relative is { } relative)
            {
                nint place = (((head * keys.HeadSize) + i) * relative.Stride) + distance;
                sum += (left * relative.Keys[place]) + (right * relative.Queries[place]);
            }
        }

        return sum;
    }

    private static double Activate(HiddenActivation activation, double x) => activation switch
    {
        HiddenActivation.Gelu => x / 2 * (1 + Erf(x / Math.Sqrt(2))),
        HiddenActivation.GeluTanh => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))),
        HiddenActivation.Relu => Math.Max(x, 0),
        _ => x,
    };

    // Its series, and beyond 4 the continued fraction of the complement, both of Abramowitz and Stegun (7.1.6, 7.1.14).
    private static double Erf(double x)
    {
        double z = Math.Abs(x);
        if (z > 4)
        {
            double fraction = 0;
            for (int i = 60; i > 0; i--)
            {
                fraction = i / 2.0 / (z + fraction);
            }

            return Math.CopySign(1 - (Math.Exp(-z * z) / Math.Sqrt(Math.PI) / (z + fraction)), x);
        }

        double term = z;
        double sum = z;
        for (int i = 1; term > sum * 1e-17; i++)
        {
            term *= 2 * z * z / ((2 * i) + 1);
            sum += term;
        }

        return Math.CopySign(2 / Math.Sqrt(Math.PI) * Math.Exp(-z * z) * sum, x);
    }
}
