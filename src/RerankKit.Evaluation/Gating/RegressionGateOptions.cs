namespace RerankKit.Evaluation;

/// <summary>What else a <see cref="RegressionGate"/> looks at beside the drop.</summary>
public sealed class RegressionGateOptions
{
    /// <summary>The level below which a drop counts as real.</summary>
    /// <value>More than 0 and less than 1, for example 0.05. Null, the default, takes every drop as real.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double? SignificanceLevel { get; set => field = Allow.If(value is null or (> 0 and < 1), value, "more than 0 and less than 1, or null"); }

    /// <summary>The level at which a drop fails that is small enough to be allowed: a change for the worse that is proven.</summary>
    /// <value>More than 0 and less than 1, for example 0.05. Null, the default, lets small drops pass.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double? SmallDropLevel { get; set => field = Allow.If(value is null or (> 0 and < 1), value, "more than 0 and less than 1, or null"); }

    /// <summary>How many judged queries a class needs to be judged by itself: the mean of a few jumps at every change.</summary>
    /// <value>1 or more; default 10.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MinClassQueries { get; set => field = Allow.AtLeast(value, 1); } = 10;

    /// <summary>The lowest value that the candidate may have, whatever the baseline had (the highest, for a metric where lower is better).</summary>
    /// <value>Finite. Null, the default, sets no bound.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public double? Floor { get; set => field = Allow.If(value is null || double.IsFinite(value.Value), value, "a finite number, or null"); }

    /// <summary>Whether the candidate must order the same documents as the baseline, as a reranker does.</summary>
    /// <value>Default: false.</value>
    public bool RequiresSamePool { get; set; }
}
