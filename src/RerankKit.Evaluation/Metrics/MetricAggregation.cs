namespace RerankKit.Evaluation;

/// <summary>How the values of the queries become one value of the run.</summary>
public enum MetricAggregation
{
    /// <summary>Their arithmetic mean.</summary>
    Mean,

    /// <summary>Their sum: a count.</summary>
    Sum,
}
