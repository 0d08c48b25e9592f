namespace RerankKit.LateInteraction;

/// <summary>What becomes of the best similarities of a query's tokens.</summary>
public enum MaxSimAggregation
{
    /// <summary>Their sum, as ColBERT has it. It grows with the query: scores of different queries do not compare.</summary>
    Sum,

    /// <summary>Their mean (MeanMaxSim): with vectors of length 1 from -1 to 1, so that a threshold means something. The order is the same.</summary>
    Mean,
}
