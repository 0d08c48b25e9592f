using System.Numerics;
using System.Numerics.Tensors;

namespace RerankKit.Models;

/// <summary>A fully connected layer over the rows of a matrix: activation(x W^T + b), plus x or x R^T where it has a residual. Immutable.</summary>
/// <param name="Inputs">Numbers per row that it takes.</param>
/// <param name="Outputs">Numbers per row that it puts out.</param>
/// <param name="Weight">[Outputs, Inputs].</param>
internal sealed record DenseLayer(int Inputs, int Outputs, float[] Weight)
{
    /// <summary>[Outputs], or null.</summary>
    public float[]? Bias { get; init; }

    public DenseActivation Activation { get; init; }

    /// <summary>Whether the input is added in the end.</summary>
    public bool HasResidual { get; init; }

    /// <summary>[Outputs, Inputs]: what the input goes through before it is added; null where the widths are the same.</summary>
    public float[]? Residual { get; init; }

    /// <summary>Computes rows. The result of a row does not depend on the other rows.</summary>
    /// <param name="x">[rows, Inputs].</param>
    /// <param name="y">Receives [rows, Outputs].</param>
    /// <param name="rows">How many rows.</param>
    public void Apply(ReadOnlySpan<float> x, Span<float> y, int rows)
    {
        Multiply(x, Weight, y, rows, accumulate: false);
        if (Bias is not null)
        {
            for (int row = 0; row < rows; row++)
            {
                Span<float> sums = y.Slice(row * Outputs, Outputs);
                TensorPrimitives.Add(sums, Bias, sums);
            }
        }

        Activate(y[..(rows * Outputs)]);
        if (Residual is not null)
        {
            Multiply(x, Residual, y, rows, accumulate: true);
        }
        else if (HasResidual)
        {
            TensorPrimitives.Add(y[..(rows * Outputs)], x[..(rows * Outputs)], y[..(rows * Outputs)]);
        }
    }

    private void Multiply(ReadOnlySpan<float> x, float[] weight, Span<float> y, int rows, bool accumulate)
    {
        // Four rows at a time, so that a row of the weights is read once for them.
        int row = 0;
        Span<float> sums = stackalloc float[4];
        for (; row <= rows - 4; row += 4)
        {
            for (int output = 0; output < Outputs; output++)
            {
                Dot4(x.Slice(row * Inputs, 4 * Inputs), weight.AsSpan(output * Inputs, Inputs), sums);
                for (int i = 0; i < 4; i++)
                {
                    ref float target = ref y[((row + i) * Outputs) + output];
                    target = accumulate ? target + sums[i] : sums[i];
                }
            }
        }

        for (; row < rows; row++)
        {
            for (int output = 0; output < Outputs; output++)
            {
                ref float target = ref y[(row * Outputs) + output];
                float sum = Dot(x.Slice(row * Inputs, Inputs), weight.AsSpan(output * Inputs, Inputs));
                target = accumulate ? target + sum : sum;
            }
        }
    }

    // The same operations in the same order as Dot, so that a row gives the same bits wherever it stands.
    private static void Dot4(ReadOnlySpan<float> rows, ReadOnlySpan<float> weight, Span<float> sums)
    {
        int width = weight.Length;
        ReadOnlySpan<float> x0 = rows[..width];
        ReadOnlySpan<float> x1 = rows.Slice(width, width);
        ReadOnlySpan<float> x2 = rows.Slice(2 * width, width);
        ReadOnlySpan<float> x3 = rows.Slice(3 * width, width);
        Vector<float> s0 = default;
        Vector<float> s1 = default;
        Vector<float> s2 = default;
        Vector<float> s3 = default;
        int i = 0;
        for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
        {
            var w = new Vector<float>(weight[i..]);
            s0 = Vector.FusedMultiplyAdd(new(x0[i..]), w, s0);
            s1 = Vector.FusedMultiplyAdd(new(x1[i..]), w, s1);
            s2 = Vector.FusedMultiplyAdd(new(x2[i..]), w, s2);
            s3 = Vector.FusedMultiplyAdd(new(x3[i..]), w, s3);
        }

        sums[0] = Vector.Sum(s0) + Tail(x0[i..], weight[i..]);
        sums[1] = Vector.Sum(s1) + Tail(x1[i..], weight[i..]);
        sums[2] = Vector.Sum(s2) + Tail(x2[i..], weight[i..]);
        sums[3] = Vector.Sum(s3) + Tail(x3[i..], weight[i..]);
    }

    private static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> weight)
    {
        Vector<float> sum = default;
        int i = 0;
        for (; i <= weight.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            sum = Vector.FusedMultiplyAdd(new(x[i..]), new Vector<float>(weight[i..]), sum);
        }

        return Vector.Sum(sum) + Tail(x[i..], weight[i..]);
    }

    private static float Tail(ReadOnlySpan<float> x, ReadOnlySpan<float> weight)
    {
        float sum = 0;
        for (int i = 0; i < weight.Length; i++)
        {
            sum = MathF.FusedMultiplyAdd(x[i], weight[i], sum);
        }

        return sum;
    }

    private void Activate(Span<float> values)
    {
        if (Activation == DenseActivation.Identity)
        {
            return;
        }

        foreach (ref float value in values)
        {
            value = Activation switch
            {
                DenseActivation.Tanh => MathF.Tanh(value),
                DenseActivation.Sigmoid => 1 / (1 + MathF.Exp(-value)),
                DenseActivation.Relu => MathF.Max(value, 0),
                DenseActivation.Silu => value / (1 + MathF.Exp(-value)),
                _ => value * Normal(value),
            };
        }
    }

    /// <summary>The share of the normal distribution below x, by the Chebyshev fit to erfc of Numerical Recipes (3rd edition, 6.2.2), to 1.2e-7.</summary>
    private static float Normal(float x)
    {
        double z = Math.Abs(x) / Math.Sqrt(2);
        double t = 1 / (1 + (0.5 * z));
        double fit = 0.17087277;
        foreach (double coefficient in (ReadOnlySpan<double>)[-0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223])
        {
            fit = (fit * t) + coefficient;
        }

        double half = 0.5 * t * Math.Exp(fit - (z * z));
        return (float)(x >= 0 ? 1 - half : half);
    }
}
