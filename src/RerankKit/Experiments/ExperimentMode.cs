namespace RerankKit;

/// <summary>What callers in an experiment see.</summary>
public enum ExperimentMode
{
    /// <summary>One share sees the treatment's ranking, a share of the same size the control's; both rankings are logged, the other one after the answer is given.</summary>
    Split,

    /// <summary>One share sees both rankings in one list, by <see cref="TeamDraft"/>. A hundred times fewer clicks tell a difference; each call runs both.</summary>
    Interleave,
}
