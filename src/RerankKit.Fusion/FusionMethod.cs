namespace RerankKit;

/// <summary>How <see cref="RankFusion"/> makes one score of several.</summary>
/// <remarks>
/// In the formulas r is an item's rank in a list (from 1), s its normalised score there, w the list's weight (1 unless given),
/// n<sub>d</sub> the number of lists that hold the item, n a list's length and |C| the number of distinct items of all lists. Sums run
/// over the lists that hold the item. They are the formulas of ranx (Bassani and Romelli, CIKM 2022) and of the papers named.
/// </remarks>
public enum FusionMethod
{
    /// <summary>Reciprocal rank fusion: Σ w / (k + r). Needs no scores. Cormack, Clarke and Büttcher, SIGIR 2009.</summary>
    Rrf,

    /// <summary>Σ w · s. Fox and Shaw, TREC-2, 1994.</summary>
    CombSum,

    /// <summary>n<sub>d</sub> · Σ w · s: rewards items that many lists hold. Fox and Shaw, TREC-2, 1994.</summary>
    CombMnz,

    /// <summary>The lowest score. Takes no weights. Fox and Shaw, TREC-2, 1994.</summary>
    CombMin,

    /// <summary>The highest score. Takes no weights. Fox and Shaw, TREC-2, 1994.</summary>
    CombMax,

    /// <summary>The median score. Takes no weights. Fox and Shaw, TREC-2, 1994.</summary>
    CombMed,

    /// <summary>The mean score, Σ s / n<sub>d</sub>. Takes no weights. Fox and Shaw, TREC-2, 1994.</summary>
    CombAnz,

    /// <summary>Σ w · s with the weights divided by their sum, so that they add up to 1. Bruch, Gai and Ingber, TOIS 2023.</summary>
    ConvexCombination,

    /// <summary>Inverse square rank: n<sub>d</sub> · Σ w / r². Needs no scores. Mourão, Martins and Magalhães, 2015.</summary>
    Isr,

    /// <summary>ln(n<sub>d</sub> + σ) · Σ w / r². Needs no scores. Mourão, Martins and Magalhães, 2015.</summary>
    LogNIsr,

    /// <summary>Rank-biased centroid: Σ w · (1 − φ) · φ^(r − 1). Needs no scores. Bailey, Moffat, Scholer and Thomas, SIGIR 2017.</summary>
    Rbc,

    /// <summary>
    /// Borda count: a list gives w · (|C| − r + 1) points to an item that it holds and w · (|C| − n + 1) / 2 to every other one.
    /// Needs no scores. Aslam and Montague, SIGIR 2001.
    /// </summary>
    Borda,

    /// <summary>
    /// Majority over pairs: x beats y when the lists that rank x above y weigh more than those that rank y above x; an item that a
    /// list does not hold stands below all that it holds. Needs no scores. Montague and Aslam, CIKM 2002.
    /// </summary>
    /// <remarks>
    /// Majorities can run in circles, and sorting by them then has no defined result; the score is therefore Copeland's (1951):
    /// pairs won minus pairs lost. An item that beats every other one is first, one that loses to every other one is last. Every
    /// pair is compared, so time grows with the square of |C|: use <see cref="RankFusionOptions.Depth"/> on long lists.
    /// </remarks>
    Condorcet,
}
