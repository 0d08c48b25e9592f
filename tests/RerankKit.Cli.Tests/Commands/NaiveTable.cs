using RerankKit.TestModels;

namespace RerankKit.Cli.Tests.Commands;

/// <summary>The recipe of a distilled table, in double precision over a model's reference, without a thought of speed.</summary>
/// <param name="model">The model, whose files name no pooling: it is the mean.</param>
/// <param name="passages">The tokens of each passage, special tokens included.</param>
internal sealed class NaiveTable(IReferenceModel model, int[][] passages)
{
    private readonly int _width = model.Options.Hidden;

    /// <summary>What the table's numbers stand for, before components are taken.</summary>
    public double[][] Rows(bool[] isText)
    {
        int pieces = isText.Length;
        (int Id, double[] Vector)[] tokens = [.. passages.SelectMany(ids => States(ids).Select((state, i) => (ids[i], Unit(state)))).Where(token => isText[token.Item1])];
        ILookup<int, double[]> byPiece = tokens.ToLookup(token => token.Id, token => token.Vector);
        double[] all = Mean([.. tokens.Select(token => token.Vector)]);
        int start = passages[0][0];
        int end = passages[0][^1];
        double[][][] alone = [.. Enumerable.Range(0, pieces).Select(piece => States([start, piece, end]))];
        double[][] x = Centred([.. alone.Select(states => Unit(states[1]))], isText);
        double[][] pooled = [.. Centred([.. alone.Select(Mean)], isText).Select(Unit)];
        double[][] map = Ridge(x, byPiece, all, pieces);
        double[][] joined = [.. Enumerable.Range(0, pieces).Select(piece =>
        {
            double[] row = new double[_width];
            int n = byPiece[piece].Count();
            for (int j = 0; j < _width; j++)
            {
                double prediction = Enumerable.Range(0, _width).Sum(i => x[piece][i] * map[i][j]);
                row[j] = (byPiece[piece].Sum(vector => vector[j]) - (n * all[j]) + (5 * prediction)) / (n + 5);
            }

            return (double[])[.. Unit(row), .. pooled[piece]];
        })];
        return Centred(joined, isText);
    }

    public static double Cosine(double[] a, double[] b) => Dot(Unit(a), Unit(b));

    private double[][] Ridge(double[][] x, ILookup<int, double[]> byPiece, double[] all, int pieces)
    {
        double[][] system = [.. Enumerable.Range(0, _width).Select(i => { double[] row = new double[2 * _width]; row[i] = 5; return row; })];
        foreach (int piece in Enumerable.Range(0, pieces).Where(piece => byPiece[piece].Count() >= 3))
        {
            double[] target = [.. Mean([.. byPiece[piece]]).Zip(all, (a, b) => a - b)];
            double weight = Math.Min(200, byPiece[piece].Count());
            for (int i = 0; i < _width; i++)
            {
                for (int j = 0; j < _width; j++)
                {
                    system[i][j] += weight * x[piece][i] * x[piece][j];
                    system[i][_width + j] += weight * x[piece][i] * target[j];
                }
            }
        }

        for (int pivot = 0; pivot < _width; pivot++)
        {
            system[pivot] = [.. system[pivot].Select(value => value / system[pivot][pivot])];
            for (int row = 0; row < _width; row++)
            {
                double factor = system[row][pivot];
                system[row] = row == pivot ? system[row] : [.. system[row].Zip(system[pivot], (a, b) => a - (factor * b))];
            }
        }

        return [.. system.Select(row => row[_width..])];
    }

    private double[][] States(int[] ids) => [.. model.Logits(ids, []).Chunk(_width)];

    private static double[][] Centred(double[][] rows, bool[] isText)
    {
        double[] mean = Mean([.. rows.Where((_, row) => isText[row])]);
        return [.. rows.Select(row => row.Zip(mean, (a, b) => a - b).ToArray())];
    }

    private static double[] Mean(double[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Average(row => row[i]))];

    private static double[] Unit(double[] vector)
    {
        double length = Math.Max(Math.Sqrt(Dot(vector, vector)), 1e-9);
        return [.. vector.Select(value => value / length)];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
