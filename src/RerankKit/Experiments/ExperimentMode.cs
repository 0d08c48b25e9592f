namespace RerankKit;

/// <summary>What the callers in an experiment see.</summary>
public enum ExperimentMode
{
    /// <summary>One share sees the treatment's ranking, another of the same size the control's. The other ranking is made and logged after the answer is given.</summary>
    Split,

    /// <summary>One share sees both rankings in one list, by <see cref="TeamDraft"/>: far fewer clicks tell a difference, and each of its calls waits for both.</summary>
    Interleave,
}
