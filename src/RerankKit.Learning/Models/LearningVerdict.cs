namespace RerankKit.Learning;

/// <summary>What learning was worth.</summary>
public enum LearningVerdict
{
    /// <summary>Neither better than both nor worse than either, as far as these queries tell.</summary>
    Marginal,

    /// <summary>Better than the first stage and better than the plain blend: both intervals of the difference are above 0.</summary>
    Win,

    /// <summary>Worse than the first stage or than the plain blend: an interval of the difference is below 0.</summary>
    Regression,
}
