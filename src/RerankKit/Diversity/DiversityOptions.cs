namespace RerankKit;

/// <summary>How <see cref="DiversityReranker"/> weighs relevance against repetition.</summary>
public sealed class DiversityOptions : IConfiguredOptions
{
    /// <summary>The λ of maximal marginal relevance: λ · relevance − (1 − λ) · similarity to what stands higher already.</summary>
    /// <value>0 (only difference counts) to 1 (only relevance counts, the order stays); by default 0.7.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double Lambda { get; set => field = Allow.Between(value, 0, 1); } = 0.7;

    /// <summary>How many of the best scored candidates are diversified; those below keep their order behind them.</summary>
    /// <value>1 or more, by default 20. Make it several times the TopN that you ask for. Time grows with its square.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Depth { get; set => field = Allow.AtLeast(value, 1); } = 20;

    /// <summary>How alike two candidates are: symmetric, finite, higher is more alike, 1 for the same. It is called from many threads.</summary>
    /// <value>Null, the default, compares texts: the cosine of their sets of words, 0 to 1. Not together with <see cref="Embedding"/>.</value>
    public Func<RerankCandidate, RerankCandidate, double>? Similarity { get; set; }

    /// <summary>A candidate's embedding; two candidates are as alike as the cosine of theirs. It is called from many threads.</summary>
    /// <value>
    /// [dimension], the same for all candidates; one that is empty or all zeros is like nothing else. Null, the default, compares texts.
    /// Not together with <see cref="Similarity"/>.
    /// </value>
    public Func<RerankCandidate, ReadOnlyMemory<float>>? Embedding { get; set; }

    /// <summary>What a candidate belongs to, for example the document that a passage is from. Null means nothing, and is never capped.</summary>
    /// <value>By default null: there are no groups. Together with <see cref="MaxPerGroup"/>.</value>
    public Func<RerankCandidate, string?>? Group { get; set; }

    /// <summary>How many candidates of one group may stand among the diversified ones; those beyond follow behind them by relevance.</summary>
    /// <value>1 or more. Null, the default, caps nothing. Together with <see cref="Group"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxPerGroup { get; set => field = Allow.AtLeast(value, 1, "1 or more, or null for no cap"); }

    /// <summary>Makes a copy that can be changed without changing this one.</summary>
    /// <returns>A copy.</returns>
    public DiversityOptions Clone() => (DiversityOptions)MemberwiseClone();

    /// <summary>Refuses settings that contradict each other.</summary>
    internal void Check()
    {
        if (Similarity is not null && Embedding is not null)
        {
            throw new ArgumentException($"{nameof(Similarity)} and {nameof(Embedding)} are both set. Set the one that tells how alike candidates are.", "options");
        }

        if (MaxPerGroup is null != Group is null)
        {
            throw new ArgumentException(
                $"{(Group is null ? nameof(MaxPerGroup) : nameof(Group))} is set without {(Group is null ? nameof(Group) : nameof(MaxPerGroup))}. Set both, or neither.", "options");
        }
    }

    void IConfiguredOptions.Read(SettingsReader reader) =>
        reader
            .Double(nameof(Lambda), value => Lambda = value)
            .Int32(nameof(Depth), value => Depth = value);
}
