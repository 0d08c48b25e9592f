namespace RerankKit.TestModels;

/// <summary>Norms and activations in double precision.</summary>
internal static class Formulas
{
    /// <summary>The exact GELU of Hendrycks and Gimpel (2016).</summary>
    public static double Gelu(double x) => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)));

    public static double Silu(double x) => x / (1 + Math.Exp(-x));

    /// <summary>The error function by its series of positive terms (Abramowitz and Stegun 7.1.6), to about 1e-15.</summary>
    public static double Erf(double x)
    {
        double size = Math.Abs(x);
        if (size > 6)
        {
            return Math.Sign(x);
        }

        double term = size;
        double sum = size;
        for (int n = 1; term > sum * 1e-17; n++)
        {
            term *= 2 * size * size / ((2 * n) + 1);
            sum += term;
        }

        return Math.Sign(x) * 2 / Math.Sqrt(Math.PI) * Math.Exp(-size * size) * sum;
    }

    /// <summary>Layer normalisation of every row (Ba, Kiros and Hinton 2016).</summary>
    public static Rows LayerNorm(Rows x, SeededTensor scale, SeededTensor? bias, double epsilon)
    {
        var result = new Rows(x.Count, x.Width);
        for (int i = 0; i < x.Count; i++)
        {
            double mean = 0;
            foreach (double value in x[i])
            {
                mean += value / x.Width;
            }

            double variance = 0;
            foreach (double value in x[i])
            {
                variance += (value - mean) * (value - mean) / x.Width;
            }

            double factor = 1 / Math.Sqrt(variance + epsilon);
            for (int j = 0; j < x.Width; j++)
            {
                result[i][j] = ((x[i][j] - mean) * factor * scale.Values[j]) + (bias is null ? 0 : bias.Values[j]);
            }
        }

        return result;
    }

    /// <summary>Root mean square norm (Zhang and Sennrich 2019) of every stretch of a row that is as long as the scale.</summary>
    public static Rows RmsNorm(Rows x, SeededTensor scale, double epsilon)
    {
        var result = new Rows(x.Count, x.Width);
        int size = (int)scale.Count;
        for (int start = 0; start < x.Values.Length; start += size)
        {
            double square = 0;
            for (int i = 0; i < size; i++)
            {
                square += x.Values[start + i] * x.Values[start + i] / size;
            }

            double factor = 1 / Math.Sqrt(square + epsilon);
            for (int i = 0; i < size; i++)
            {
                result.Values[start + i] = x.Values[start + i] * factor * scale.Values[i];
            }
        }

        return result;
    }

    public static void Softmax(Span<double> x)
    {
        double highest = double.NegativeInfinity;
        foreach (double value in x)
        {
            highest = Math.Max(highest, value);
        }

        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = Math.Exp(x[i] - highest);
            sum += x[i];
        }

        for (int i = 0; i < x.Length; i++)
        {
            x[i] /= sum;
        }
    }
}
