namespace RerankKit.TestModels;

internal readonly partial record struct GraphScope
{
    /// <summary>Cosines and sines of rotary positions, [batch, 1, tokens, size], from position ids [batch, tokens].</summary>
    public (string Cosines, string Sines) Rotation(string positionIds, RotaryFrequencies frequencies)
    {
        string angles = Mul(Cast(Unsqueeze(positionIds, 2), OnnxType.Float), frequencies.AddTo(Graph));
        string both = Concat(-1, angles, angles);
        return (Unsqueeze(Op("Cos", both), 1), Unsqueeze(Op("Sin", both), 1));
    }

    /// <summary>x cos + rotate_half(x) sin, for x [batch, heads, tokens, size].</summary>
    public string Rotate(string x, (string Cosines, string Sines) rotation, int size)
    {
        string first = Slice(x, 0, size / 2, 3);
        string second = Slice(x, size / 2, long.MaxValue, 3);
        string turned = Concat(-1, Op("Neg", second), first);
        return Add(Mul(x, rotation.Cosines), Mul(turned, rotation.Sines));
    }

    /// <summary>Root mean square norm, x / sqrt(mean(x^2) + epsilon) times a scale.</summary>
    public string RmsNorm(string x, SeededTensor scale, float epsilon)
    {
        string square = ReduceMean(Op("Pow", x, Graph.Float(2)));
        string factor = Div(Graph.Float(1), Op("Sqrt", Add(square, Graph.Float(epsilon))));
        return Mul(Graph.Weight(scale), Mul(x, factor));
    }
}
