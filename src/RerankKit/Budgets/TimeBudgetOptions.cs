namespace RerankKit;

/// <summary>How a time budget is kept.</summary>
public sealed class TimeBudgetOptions : IConfiguredOptions
{
    /// <summary>How long a call may take. The shorter of this and <see cref="RerankOptions.TimeBudget"/> holds.</summary>
    /// <value>More than zero, up to 1 day. Null, the default, leaves the budget to each call.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public TimeSpan? Budget { get; set => field = Allow.UpToOneDay(value, "to leave it to each call"); }

    /// <summary>
    /// How many candidates are worth a call of their own. It is the first chunk's size until the reranker's speed is known, and no
    /// later chunk is smaller, except the last. Where not even so many fit, chunks are as small as they must be.
    /// </summary>
    /// <value>1 or more candidates; default 16.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int ChunkSize { get; set => field = Allow.AtLeast(value, 1); } = 16;

    /// <summary>How much longer than estimated a chunk may take and still be in time: a share of the estimate.</summary>
    /// <value>0 or more; default 0.2, so that a chunk is begun only while 1.2 times its estimated duration is left.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double SafetyMargin { get; set => field = Allow.PositiveOrZero(value); } = 0.2;

    /// <summary>
    /// Whether inner calls are made on the thread pool. Needed for a reranker that works on its caller's thread before it returns a
    /// task: nothing else lets go of such a call at the deadline.
    /// </summary>
    /// <value>Default false.</value>
    public bool RunOnThreadPool { get; set; }

    internal TimeBudgetOptions Clone() => (TimeBudgetOptions)MemberwiseClone();

    void IConfiguredOptions.Read(SettingsReader reader) =>
        reader
            .TimeSpan(nameof(Budget), value => Budget = value)
            .Int32(nameof(ChunkSize), value => ChunkSize = value)
            .Double(nameof(SafetyMargin), value => SafetyMargin = value)
            .Boolean(nameof(RunOnThreadPool), value => RunOnThreadPool = value);
}
