using System.Numerics.Tensors;

namespace RerankKit.Embedded;

/// <summary>Contextual means of which those of rare pieces are drawn towards what the piece alone lets expect.</summary>
/// <remarks>
/// With s the sum of a piece's vectors, n their count, m the mean of all and p the prediction: (s - n m + m0 p) / (n + m0), m0 = 5. The prediction is a ridge map (lambda 5) from the vectors of single
/// pieces, brought to length 1 and centred, fitted on pieces seen at least 3 times, each weighted by the square root of min(n, 200).
/// </remarks>
internal static class RarePieces
{
    private const double Prior = 5;
    private const double Lambda = 5;
    private const int LeastCount = 3;
    private const int MostCount = 200;
    private const int Block = 32;

    /// <summary>Computes the vectors, differences from the mean of all.</summary>
    /// <param name="means">What the corpus says.</param>
    /// <param name="alone">The hidden states of single pieces.</param>
    /// <param name="isText">Which pieces are of text; the others get zeros.</param>
    public static PieceRows Shrink(ContextualMeans means, PieceRows alone, IReadOnlyList<bool> isText)
    {
        int width = means.Width;
        double[] all = means.Mean(piece: null);
        double[][] inputs = Inputs(alone, isText);
        double[]?[] own = [.. Enumerable.Range(0, means.Pieces).Select(piece => means.Counts[piece] == 0 ? null : Subtract(means.Mean(piece), all))];
        double[][] map = Fit(inputs, own, means.Counts);
        var rows = new PieceRows(new float[means.Pieces * width], width) { IsCentred = false };
        Parallel.For(0, means.Pieces, piece =>
        {
            if (!isText[piece])
            {
                return;
            }

            double[] sum = new double[width];
            for (int i = 0; i < width; i++)
            {
                TensorPrimitives.MultiplyAdd(map[i], Prior * inputs[piece][i], sum, sum);
            }

            int count = means.Counts[piece];
            for (int i = 0; i < width; i++)
            {
                rows[piece][i] = (float)((sum[i] + (count * (own[piece]?[i] ?? 0))) / (count + Prior));
            }
        });
        return rows;
    }

    private static double[][] Inputs(PieceRows alone, IReadOnlyList<bool> isText)
    {
        double[][] inputs = new double[alone.Count][];
        double[] mean = new double[alone.Width];
        for (int piece = 0; piece < inputs.Length; piece++)
        {
            double length = Math.Max(TensorPrimitives.Norm<float>(alone[piece]), 1e-9);
            double[] input = inputs[piece] = new double[alone.Width];
            for (int i = 0; i < input.Length; i++)
            {
                input[i] = alone[piece][i] / length;
                mean[i] += isText[piece] ? input[i] : 0;
            }
        }

        TensorPrimitives.Divide(mean, Math.Max(1, isText.Count(isOne => isOne)), mean);
        return [.. inputs.Select(input => Subtract(input, mean))];
    }

    /// <summary>The map: row i is what the i-th number of an input adds.</summary>
    private static double[][] Fit(double[][] inputs, double[]?[] targets, int[] counts)
    {
        int width = inputs[0].Length;
        int[] seen = [.. Enumerable.Range(0, inputs.Length).Where(piece => counts[piece] >= LeastCount)];
        double[][] gram = Zeros(width);
        double[][] moment = Zeros(width);

        // Each number adds up in the order of the pieces, however many threads there are.
        Parallel.For(0, (width + Block - 1) / Block, block =>
        {
            int first = block * Block;
            int end = Math.Min(width, first + Block);
            foreach (int piece in seen)
            {
                double weight = Math.Min(counts[piece], MostCount);
                for (int i = first; i < end; i++)
                {
                    TensorPrimitives.MultiplyAdd(inputs[piece], weight * inputs[piece][i], gram[i], gram[i]);
                    TensorPrimitives.MultiplyAdd(targets[piece]!, weight * inputs[piece][i], moment[i], moment[i]);
                }
            }
        });
        for (int i = 0; i < width; i++)
        {
            gram[i][i] += Lambda;
        }

        Solve(gram, moment);
        return moment;
    }

    /// <summary>Solves gram * x = right by Cholesky's factors; x takes the place of the right side.</summary>
    private static void Solve(double[][] gram, double[][] right)
    {
        int size = gram.Length;
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = gram[i][j] - TensorPrimitives.Dot(gram[i].AsSpan(0, j), gram[j].AsSpan(0, j));
                gram[i][j] = i == j ? Math.Sqrt(rest) : rest / gram[j][j];
            }
        }

        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < i; j++)
            {
                TensorPrimitives.MultiplyAdd(right[j], -gram[i][j], right[i], right[i]);
            }

            TensorPrimitives.Divide(right[i], gram[i][i], right[i]);
        }

        for (int i = size - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < size; j++)
            {
                TensorPrimitives.MultiplyAdd(right[j], -gram[j][i], right[i], right[i]);
            }

            TensorPrimitives.Divide(right[i], gram[i][i], right[i]);
        }
    }

    private static double[][] Zeros(int size) => [.. Enumerable.Range(0, size).Select(_ => new double[size])];

    private static double[] Subtract(double[] vector, double[] mean)
    {
        double[] difference = new double[vector.Length];
        TensorPrimitives.Subtract(vector, mean, difference);
        return difference;
    }
}
