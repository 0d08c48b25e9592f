namespace RerankKit;

/// <summary>When a turn of a conversation keeps the order of an earlier one.</summary>
public sealed class ConversationOptions : IConfiguredOptions
{
    /// <summary>How many turns in a row may keep one order before the candidates are reranked.</summary>
    /// <value>1 or more; default 3.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxTurns
    {
        get;
        set => field = Allow.AtLeast(value, 1, "1 or more; leave UseConversation out where no turn may keep an order");
    } = 3;

    /// <summary>How long an order may be kept after it was made.</summary>
    /// <value>More than zero, at most 1 day; default 10 minutes.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan TimeToLive { get; set => field = Allow.UpToOneDay(value); } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How much of its words a query must share with the query that the order was made for: the words that both have, divided by the words that either has. With less, the
    /// query counts as a new question and the candidates are reranked.
    /// </summary>
    /// <value>
    /// More than 0, up to 1 (the same words in any order). Null, the default, looks at the candidates alone: follow-up questions share few words with what they follow, and
    /// a first stage that finds the same candidates again says that they are about the same. Set it where the first stage always finds the same, as in a small collection.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double? MinQueryOverlap
    {
        get;
        set => field = Allow.If(value is null or (> 0 and <= 1), value, "more than 0, up to 1, or null to look at the candidates alone");
    }

    /// <summary>How many candidates are remembered, over all conversations. Beyond that, the conversations that have not been continued lately make room.</summary>
    /// <value>1 or more; default 100,000. A candidate takes about 50 bytes; texts are not kept.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxEntries { get; set => field = Allow.AtLeast(value, 1); } = 100_000;

    /// <summary>Gives whatever else in a call's options changes scores, as <see cref="RerankCacheOptions.AdditionalKey"/> does.</summary>
    /// <value>Null, the default: turns with such options are always reranked.</value>
    public Func<RerankOptions, string?>? AdditionalKey { get; set; }

    internal ConversationOptions Clone() => (ConversationOptions)MemberwiseClone();

    void IConfiguredOptions.Read(SettingsReader reader) =>
        reader
            .Int32(nameof(MaxTurns), value => MaxTurns = value)
            .TimeSpan(nameof(TimeToLive), value => TimeToLive = value)
            .Double(nameof(MinQueryOverlap), value => MinQueryOverlap = value)
            .Int32(nameof(MaxEntries), value => MaxEntries = value);
}
