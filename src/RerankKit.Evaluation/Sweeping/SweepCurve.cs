namespace RerankKit.Evaluation;

/// <summary>Finds where a curve bends and which points nobody beats.</summary>
public static class SweepCurve
{
    /// <summary>The point farthest above the straight line from the first to the last: where more of one brings less of the other (the knee).</summary>
    /// <param name="x">Ascending.</param>
    /// <param name="y">As many.</param>
    /// <returns>Its position, the first of equal ones; null where no point is above the line.</returns>
    /// <exception cref="ArgumentException">There are not as many of one as of the other.</exception>
    public static int? Knee(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count)
        {
            throw new ArgumentException($"There are {x.Count} x and {y.Count} y. Give one y for each x.", nameof(y));
        }

        int? knee = null;

        // The distance to the line, but for a factor that all points share; so the units of x and y do not matter. Less than this is rounding.
        double highest = x.Count < 3 ? 0 : 1e-12 * (x[^1] - x[0]);
        for (int i = 1; i < x.Count - 1; i++)
        {
            double above = ((x[^1] - x[0]) * (y[i] - y[0])) - ((y[^1] - y[0]) * (x[i] - x[0]));
            if (above > highest)
            {
                (knee, highest) = (i, above);
            }
        }

        return knee;
    }

    /// <summary>The points that no other one beats: none is at least as good at no higher a price, and better in one of the two (Pareto).</summary>
    /// <param name="points">Quality, where higher is better, and price, where lower is.</param>
    /// <returns>Their positions by rising price; equal points are all there.</returns>
    public static IReadOnlyList<int> Front(IReadOnlyList<(double Quality, double Price)> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        bool isBeaten((double Quality, double Price) point) =>
            points.Any(other => other.Quality >= point.Quality && other.Price <= point.Price && (other.Quality > point.Quality || other.Price < point.Price));
        return [.. Enumerable.Range(0, points.Count).Where(i => !isBeaten(points[i])).OrderBy(i => points[i].Price).ThenBy(i => i)];
    }
}
