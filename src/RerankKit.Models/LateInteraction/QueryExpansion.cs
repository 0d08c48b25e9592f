namespace RerankKit.Models;

/// <summary>What becomes of a query that is shorter than the model's query length.</summary>
public enum QueryExpansion
{
    /// <summary>Nothing: the query has as many vectors as tokens.</summary>
    Off,

    /// <summary>Mask tokens fill it up to the length, and a longer query is cut to it: every query has equally many vectors (ColBERT).</summary>
    Fixed,

    /// <summary>Mask tokens fill it up to the length; a longer query is not cut to it.</summary>
    Minimum,
}
