namespace RerankKit.TestModels;

/// <summary>The weights of a layer behind the hidden states, as precise as its file keeps them.</summary>
internal sealed class DenseWeights
{
    private readonly TestDense _layer;

    private DenseWeights(TestModelOptions options, TestDense layer, int inputs, int number)
    {
        var seeded = new SeededWeights(options.Seed);
        _layer = layer;
        Inputs = inputs;
        Matrix = seeded.Matrix($"dense.{number}.weight", inputs, layer.Outputs);
        Bias = layer.Bias ? seeded.Bias($"dense.{number}.bias", layer.Outputs, 0.3) : null;
        Residual = layer.Residual && inputs != layer.Outputs ? seeded.Matrix($"dense.{number}.residual", inputs, layer.Outputs) : null;
        Type = options.LateInteraction!.WeightType;
    }

    public int Inputs { get; }

    /// <summary>[inputs, outputs].</summary>
    public SeededTensor Matrix { get; }

    public SeededTensor? Bias { get; }

    /// <summary>[inputs, outputs].</summary>
    public SeededTensor? Residual { get; }

    public string Type { get; }

    public static DenseWeights[] Of(TestModelOptions options)
    {
        IReadOnlyList<TestDense> layers = options.LateInteraction!.Layers;
        return [.. layers.Select((layer, i) => new DenseWeights(options, layer, i == 0 ? options.Hidden : layers[i - 1].Outputs, i))];
    }

    public Rows Apply(Rows x)
    {
        Rows y = Multiply(x, Matrix);
        for (int i = 0; i < y.Values.Length; i++)
        {
            y.Values[i] = Activate(y.Values[i] + (Bias is null ? 0 : Round(Bias.Values[i % y.Width])));
        }

        return !_layer.Residual ? y : y + (Residual is null ? x : Multiply(x, Residual));
    }

    /// <summary>A number as the file keeps it.</summary>
    public float Round(float value) => Type switch
    {
        "F16" => (float)(Half)value,
        "BF16" => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF_0000),
        _ => value,
    };

    private Rows Multiply(Rows x, SeededTensor matrix)
    {
        int outputs = (int)matrix.Dims[1];
        var y = new Rows(x.Count, outputs);
        for (int row = 0; row < x.Count; row++)
        {
            for (int i = 0; i < x.Width; i++)
            {
                for (int j = 0; j < outputs; j++)
                {
                    y[row][j] += x[row][i] * Round(matrix.Values[(i * outputs) + j]);
                }
            }
        }

        return y;
    }

    private double Activate(double x) => _layer.Activation.Split('.')[^1] switch
    {
        "Tanh" => Math.Tanh(x),
        "Sigmoid" => 1 / (1 + Math.Exp(-x)),
        "ReLU" => Math.Max(x, 0),
        "GELU" => Formulas.Gelu(x),
        "SiLU" => Formulas.Silu(x),
        _ => x,
    };
}
