namespace RerankKit.TestModels;

/// <summary>A fully connected layer: matrix [inputs, outputs] and bias.</summary>
internal sealed class LinearWeights(SeededWeights seeded, string name, int inputs, int outputs, double gain = 1)
{
    public SeededTensor Matrix { get; } = seeded.Matrix(name + ".weight", inputs, outputs, gain);

    public SeededTensor Bias { get; } = seeded.Bias(name + ".bias", outputs);

    public Rows Apply(Rows x) => x.Linear(Matrix, Bias);
}
