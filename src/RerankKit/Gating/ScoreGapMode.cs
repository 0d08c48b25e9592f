namespace RerankKit;

/// <summary>How the gap between the first stage's best candidate and a later one is measured.</summary>
public enum ScoreGapMode
{
    /// <summary>(s1 - sk) / |s1|. For scores with a true zero, such as BM25. Scale-free.</summary>
    Relative,

    /// <summary>s1 - sk. For scores whose scale is known, such as cosine similarity.</summary>
    Absolute,

    /// <summary>(s1 - sk) / standard deviation of all first-stage scores of the call. Free of scale and zero.</summary>
    ZScore,
}
