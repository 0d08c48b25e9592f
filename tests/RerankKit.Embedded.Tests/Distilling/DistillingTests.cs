namespace RerankKit.Embedded.Tests.Distilling;

/// <summary>Each step against the formula, written down without thought of speed.</summary>
public class DistillingTests
{
    private const int Width = 6;
    private static readonly bool[] IsText = [false, .. Enumerable.Repeat(true, 19)];

    [Test]
    public void MeansAreThoseOfVectorsOfLengthOneInAnyOrder()
    {
        List<(int Piece, float[] Vector)[]> passages = Passages();
        ContextualMeans means = Read(passages);
        ContextualMeans reversed = Read([.. passages.AsEnumerable().Reverse()]);
        for (int piece = 0; piece < IsText.Length; piece++)
        {
            double[][] own = [.. passages.SelectMany(passage => passage).Where(token => token.Piece == piece).Select(token => Unit(token.Vector))];
            Assert.That(means.Counts[piece], Is.EqualTo(own.Length));
            Assert.That(means.DocumentFrequencies[piece], Is.EqualTo(passages.Count(passage => passage.Any(token => token.Piece == piece))));
            double[] expected = [.. Enumerable.Range(0, Width).Select(i => own.Length == 0 ? 0 : own.Average(vector => vector[i]))];
            Assert.That(means.Mean(piece), Is.EqualTo(expected).Within(1e-7));
            Assert.That(reversed.Mean(piece), Is.EqualTo(means.Mean(piece)), "to the bit");
        }
    }

    [Test]
    public void WhatIsWrittenIsReadBack()
    {
        ContextualMeans means = Read(Passages());
        using var stream = new MemoryStream();
        means.Write(stream);
        stream.Position = 0;
        ContextualMeans read = ContextualMeans.Read(stream, means.Pieces, Width);
        Assert.That((read.Passages, read.Counts, read.DocumentFrequencies), Is.EqualTo((means.Passages, means.Counts, means.DocumentFrequencies)));
        Assert.That(Enumerable.Range(0, means.Pieces).Select(piece => read.Mean(piece)), Is.EqualTo(Enumerable.Range(0, means.Pieces).Select(piece => means.Mean(piece))));
    }

    [Test]
    public void RarePiecesAreDrawnTowardsTheRidgePrediction()
    {
        ContextualMeans means = Read(Passages());
        PieceRows alone = Random(IsText.Length, Width, seed: 3);
        PieceRows shrunken = RarePieces.Shrink(means, alone, IsText);

        // (X'DX + 5 I) W = X'DY by Gauss, rows of X and Y weighted by the root of min(n, 200).
        double[] all = means.Mean(null);
        double[][] x = [.. Enumerable.Range(0, IsText.Length).Select(piece => Unit(alone[piece].ToArray()))];
        double[] centre = [.. Enumerable.Range(0, Width).Select(i => Enumerable.Range(1, IsText.Length - 1).Average(piece => x[piece][i]))];
        x = [.. x.Select(row => row.Zip(centre, (a, b) => a - b).ToArray())];
        int[] seen = [.. Enumerable.Range(0, IsText.Length).Where(piece => means.Counts[piece] >= 3)];
        Assert.That(seen, Has.Length.InRange(5, IsText.Length - 4), "there are rare ones");
        double[,] system = new double[Width, 2 * Width];
        for (int i = 0; i < Width; i++)
        {
            for (int j = 0; j < Width; j++)
            {
                system[i, j] = seen.Sum(piece => Math.Sqrt(Math.Min(means.Counts[piece], 200)) * x[piece][i] * Math.Sqrt(Math.Min(means.Counts[piece], 200)) * x[piece][j]) + (i == j ? 5 : 0);
                system[i, Width + j] = seen.Sum(piece => Math.Min(means.Counts[piece], 200) * x[piece][i] * (means.Mean(piece)[j] - all[j]));
            }
        }

        Eliminate(system);
        for (int piece = 1; piece < IsText.Length; piece++)
        {
            int n = means.Counts[piece];
            double[] expected = [.. Enumerable.Range(0, Width).Select(j =>
                ((n * (means.Mean(piece)[j] - (n == 0 ? 0 : all[j]))) + (5 * Enumerable.Range(0, Width).Sum(i => x[piece][i] * system[i, Width + j]))) / (n + 5))];
            Assert.That(shrunken[piece].ToArray(), Is.EqualTo(expected.Select(value => (float)value)).Within(1e-5f), $"piece {piece}, seen {n} times");
        }

        Assert.That(shrunken[0].ToArray(), Has.All.Zero, "no piece of text");
    }

    [Test]
    public void RowsAreThePrincipalComponentsOfWhatStandsSideBySide()
    {
        PieceRows first = Random(IsText.Length, Width, seed: 4) with { IsCentred = false };
        PieceRows second = Random(IsText.Length, 4, seed: 5);
        sbyte[] rows = Projection.Fit([first, second], IsText, 3).Apply([first, second]);

        double[] mean = [.. Enumerable.Range(0, 4).Select(i => Enumerable.Range(1, IsText.Length - 1).Average(row => (double)second[row][i]))];
        double[][] joined = [.. Enumerable.Range(0, IsText.Length).Select(row =>
            (double[])[.. Unit(first[row].ToArray()), .. Unit([.. second[row].ToArray().Zip(mean, (a, b) => (float)(a - b))])])];
        double[] centre = [.. Enumerable.Range(0, 10).Select(i => joined.Skip(1).Average(row => row[i]))];
        double[][] centred = [.. joined.Select(row => row.Zip(centre, (a, b) => a - b).ToArray())];
        double[][] axes = PowerIteration([.. centred.Skip(1)], 3);
        for (int row = 1; row < IsText.Length; row++)
        {
            double[] values = [.. axes.Select(axis => axis.Zip(centred[row], (a, b) => a * b).Sum())];
            double scale = 127 / values.Max(Math.Abs);
            Assert.That(rows[(3 * row)..(3 * (row + 1))].Select(value => (double)value), Is.EqualTo(values.Select(value => value * scale)).Within(0.51), $"row {row}");
        }
    }

    [Test]
    public void NumbersThatThereAreNotAreZeros()
    {
        PieceRows rows = Random(IsText.Length, Width, seed: 6);
        sbyte[] table = Projection.Fit([rows], IsText, 32).Apply([rows]);
        Assert.That(table.Chunk(32).Select(row => row[Width..]), Has.All.All.Zero);
        Assert.That(table.Chunk(32).Select(row => row.Max(value => Math.Abs((int)value))), Has.All.EqualTo(127));
    }

    [Test]
    public void WeightsAreTheUsualIdfOfWordsAlone()
    {
        string[] pieces = ["[PAD]", "the", "##s", ",", "[unused1]", "never"];
        bool[] isText = PieceWeights.OfText(pieces, [0]);
        Assert.That(isText, Is.EqualTo(new[] { false, true, true, true, false, true }));
        float[] weights = PieceWeights.ByFrequency(pieces, isText, [0, 90, 5, 60, 3, 0], 100);
        Assert.That(weights, Is.EqualTo(new[] { 0, (float)Math.Log(1 + (10.5 / 90.5)), (float)Math.Log(1 + (95.5 / 5.5)), 0, 0, (float)Math.Log(1 + (100.5 / 0.5)) }));
        Assert.That(PieceWeights.ByPlace(pieces, isText), Is.EqualTo(new[] { 0, (float)Math.Log(100), (float)Math.Log(101), 0, 0, (float)Math.Log(103) }));
    }

    [Test]
    public void AVectorThatIsNotANumberIsRefused() =>
        Assert.That(() => new ContextualMeans(3, 2).Add([1], [float.NaN, 1]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("fp32"));

    private static List<(int Piece, float[] Vector)[]> Passages()
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, 30).Select(_ => Enumerable.Range(0, random.Next(1, 12)).Select(_ =>
            ((int)(19 * Math.Pow(random.NextDouble(), 3)) + 1, Enumerable.Range(0, Width).Select(_ => (float)(random.NextDouble() + 0.3)).ToArray())).ToArray())];
    }

    private static ContextualMeans Read(List<(int Piece, float[] Vector)[]> passages)
    {
        var means = new ContextualMeans(IsText.Length, Width);
        foreach ((int Piece, float[] Vector)[] passage in passages)
        {
            means.Add([-1, .. passage.Select(token => token.Piece)], [.. new float[Width], .. passage.SelectMany(token => token.Vector)]);
        }

        return means;
    }

    private static PieceRows Random(int rows, int width, int seed)
    {
        var random = new Random(seed);
        return new([.. Enumerable.Range(0, rows * width).Select(_ => (float)(random.NextDouble() - 0.4))], width);
    }

    private static double[] Unit(float[] vector)
    {
        double length = Math.Sqrt(vector.Sum(value => (double)value * value));
        return [.. vector.Select(value => value / length)];
    }

    private static void Eliminate(double[,] system)
    {
        int size = system.GetLength(0);
        for (int pivot = 0; pivot < size; pivot++)
        {
            for (int row = 0; row < size; row++)
            {
                double factor = row == pivot ? 1 - (1 / system[pivot, pivot]) : system[row, pivot] / system[pivot, pivot];
                for (int column = 0; column < 2 * size; column++)
                {
                    system[row, column] -= factor * system[pivot, column];
                }
            }
        }
    }

    private static double[][] PowerIteration(double[][] rows, int count)
    {
        List<double[]> axes = [];
        for (int k = 0; k < count; k++)
        {
            double[] axis = [.. Enumerable.Range(1, rows[0].Length).Select(i => 1d / i)];
            for (int step = 0; step < 5000; step++)
            {
                double[] image = new double[axis.Length];
                foreach (double[] row in rows)
                {
                    double product = row.Zip(axis, (a, b) => a * b).Sum();
                    image = [.. image.Zip(row, (a, b) => a + (product * b))];
                }

                foreach (double[] earlier in axes)
                {
                    double product = earlier.Zip(image, (a, b) => a * b).Sum();
                    image = [.. image.Zip(earlier, (a, b) => a - (product * b))];
                }

                double length = Math.Sqrt(image.Sum(value => value * value));
                axis = [.. image.Select(value => value / length)];
            }

            double sign = Math.Sign(axis.MaxBy(Math.Abs));
            axes.Add([.. axis.Select(value => value * sign)]);
        }

        return [.. axes];
    }
}
