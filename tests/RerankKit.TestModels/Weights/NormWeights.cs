namespace RerankKit.TestModels;

/// <summary>A layer normalisation: scale and bias.</summary>
internal sealed class NormWeights(SeededWeights seeded, string name, int size)
{
    public SeededTensor Scale { get; } = seeded.Scale(name + ".weight", size);

    public SeededTensor Bias { get; } = seeded.Bias(name + ".bias", size);

    public Rows Apply(Rows x, double epsilon) => Formulas.LayerNorm(x, Scale, Bias, epsilon);
}
