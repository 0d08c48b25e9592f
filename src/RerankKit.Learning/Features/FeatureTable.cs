namespace RerankKit.Learning;

/// <summary>Rows of features, filled column by column. What is not finite becomes 0.</summary>
internal sealed class FeatureTable
{
    private int _column;

    public FeatureTable(int candidates, int features)
    {
        Rows = new float[candidates][];
        for (int i = 0; i < candidates; i++)
        {
            Rows[i] = new float[features];
        }
    }

    public float[][] Rows { get; }

    /// <summary>The number itself, by how many standard deviations it is above the mean, and its place.</summary>
    public void AddScore(double[] values)
    {
        Add(values);
        AddStandard(values);
        AddRank(values);
    }

    public void Add(double[] values) => Add(i => values[i]);

    public void Add(Func<int, double> value)
    {
        for (int i = 0; i < Rows.Length; i++)
        {
            float number = (float)value(i);
            Rows[i][_column] = float.IsFinite(number) ? number : 0;
        }

        _column++;
    }

    public void AddStandard(double[]? values)
    {
        double[] known = values is null ? [] : [.. values.Where(double.IsFinite)];
        double mean = known.Length == 0 ? 0 : known.Average();
        double deviation = known.Length == 0 ? 0 : Math.Sqrt(known.Sum(value => (value - mean) * (value - mean)) / known.Length);
        Add(i => values is not null && deviation > 1e-9 * Math.Max(1, Math.Abs(mean)) ? (values[i] - mean) / deviation : 0);
    }

    /// <summary>1 for the best, 1/2 for the next, and so on; 0 for what has no number.</summary>
    public void AddRank(double[]? values)
    {
        double[] ranks = new double[Rows.Length];
        int[] order = values is null ? [] : [.. Enumerable.Range(0, values.Length).Where(i => double.IsFinite(values[i])).OrderByDescending(i => values[i])];
        for (int place = 0; place < order.Length; place++)
        {
            ranks[order[place]] = 1.0 / (place + 1);
        }

        Add(ranks);
    }
}
