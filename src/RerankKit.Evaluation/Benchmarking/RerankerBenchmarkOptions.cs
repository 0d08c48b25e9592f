namespace RerankKit.Evaluation;

/// <summary>What a <see cref="RerankerBenchmark"/> does.</summary>
public sealed class RerankerBenchmarkOptions
{
    /// <summary>How many candidates a call has at most.</summary>
    /// <value>1 or more; default 50.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Candidates { get; set => field = Allow.AtLeast(value, 1); } = 50;

    /// <summary>How many queries are asked at most, drawn by a hash of their ids.</summary>
    /// <value>1 or more; default 100.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxQueries { get; set => field = Allow.AtLeast(value, 1); } = 100;

    /// <summary>How many calls are made before time is taken.</summary>
    /// <value>0 or more; default 5.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int WarmUpCalls { get; set => field = Allow.AtLeast(value, 0); } = 5;
}
