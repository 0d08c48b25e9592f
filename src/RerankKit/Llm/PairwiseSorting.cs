namespace RerankKit;

/// <summary>Which pairs <see cref="PairwiseChatMethod"/> compares.</summary>
public enum PairwiseSorting
{
    /// <summary>Those that a heap sort of the top places needs.</summary>
    HeapSort,

    /// <summary>All of them, and the candidates are ordered by their wins: the costliest, and the least troubled by a single wrong answer.</summary>
    AllPairs,
}
