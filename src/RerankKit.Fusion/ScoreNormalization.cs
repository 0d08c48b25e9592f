namespace RerankKit;

/// <summary>How the scores of one list are brought to a scale on which they can be compared with another's.</summary>
/// <remarks>
/// In the formulas s is a score, min, max, mean and std (of the population) are of the list, n is its length, i a position from 0
/// and |C| the number of distinct items of all lists. Denominators are at least 1e-9, as in ranx.
/// </remarks>
public enum ScoreNormalization
{
    /// <summary>(s − min) / (max − min). Equal scores all become 0; the score of a list of one becomes 1.</summary>
    MinMax,

    /// <summary>(max − s) / (max − min), for distances, where lower is better. Equal scores all become 0; that of a list of one becomes 1.</summary>
    MinMaxInverted,

    /// <summary>s / max. Refuses a list with negative scores and none above zero, which it would blow up.</summary>
    Max,

    /// <summary>(s − min) / Σ (s − min). Equal scores all become 0; the score of a list of one becomes 1.</summary>
    Sum,

    /// <summary>(s − mean) / std: mean 0, variance 1. Equal scores, and the score of a list of one, become 0.</summary>
    /// <remarks>Zero means average here, not worst: choose a <see cref="MissingScorePolicy"/> with care.</remarks>
    ZScore,

    /// <summary>1 − i / n. Needs no scores.</summary>
    Rank,

    /// <summary>
    /// 1 − i / |C| for an item that the list holds, 1/2 − (n − 1) / (2 |C|) for one that it does not, which then counts as held.
    /// Needs no scores.
    /// </summary>
    Borda,

    /// <summary>The scores as they are. Only for lists that share a scale.</summary>
    None,
}
