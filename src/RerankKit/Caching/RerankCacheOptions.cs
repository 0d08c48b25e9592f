namespace RerankKit;

/// <summary>What the score cache keeps, for how long, and what else belongs to its keys.</summary>
public sealed class RerankCacheOptions : IConfiguredOptions
{
    /// <summary>A scope that every call has in addition to its own <see cref="RerankOptions.Scope"/>, for example an index or an environment.</summary>
    /// <value>Null, the default, adds none.</value>
    public string? Scope { get; set; }

    /// <summary>How long a score is served after it was computed, in memory and in the distributed cache alike.</summary>
    /// <value>More than zero, at most 10 years; default 1 hour. The same in all processes that share a distributed cache.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan TimeToLive
    {
        get;
        set => field = Allow.If(IsLifetime(value), value, "more than zero, at most 10 years");
    } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long a score stays in this process's memory, where that shall be shorter than <see cref="TimeToLive"/>. It bounds the time
    /// until an invalidation in another process is seen.
    /// </summary>
    /// <value>More than zero, at most 10 years; null, the default, for <see cref="TimeToLive"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? MemoryTimeToLive
    {
        get;
        set => field = Allow.If(value is null || IsLifetime(value.Value), value, "more than zero, at most 10 years, or null");
    }

    /// <summary>How many scores are kept in memory. Beyond that, those not asked for lately make room.</summary>
    /// <value>1 or more; default 100,000. A score takes about 150 bytes.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxEntries { get; set => field = Allow.AtLeast(value, 1); } = 100_000;

    /// <summary>Puts a query into the form that stands in the key. The reranker itself gets the query as it came.</summary>
    /// <value>
    /// Default: Unicode NFC (in an application that runs in globalization-invariant mode the runtime leaves text as it is), no white
    /// space at the ends, one space for every run of it inside; case is kept, since models may be cased.
    /// </value>
    public Func<string, string> NormalizeQuery { get; set => field = Allow.NotNull(value); } = QueryNormalization.Normalize;

    /// <summary>
    /// Gives whatever else in a call's options changes scores: properties of a class derived from <see cref="RerankOptions"/>, or
    /// <see cref="RerankOptions.AdditionalProperties"/> that are neither text, number, truth value, enumeration nor GUID.
    /// </summary>
    /// <value>Null, the default: calls with such options pass the cache by.</value>
    public Func<RerankOptions, string?>? AdditionalKey { get; set; }

    /// <summary>Whether <c>UseCache</c> puts the application's <c>IDistributedCache</c>, if one is registered, behind the memory.</summary>
    /// <value>Default true. Switch it off where that cache is this process's own memory.</value>
    public bool UseDistributedCache { get; set; } = true;

    /// <summary>What every key in the distributed cache begins with.</summary>
    /// <value>Default <c>rerankkit:</c>.</value>
    public string DistributedKeyPrefix { get; set => field = Allow.NotNull(value); } = "rerankkit:";

    /// <summary>How long a call waits for the distributed cache before it does without. A call with a time budget waits for half of what is left of it at most.</summary>
    /// <value>More than zero, at most 1 day; default 200 milliseconds. It also bounds the writes that follow.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan DistributedTimeout { get; set => field = Allow.UpToOneDay(value); } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How long the distributed cache is left alone after it failed or was too slow. Then one call asks it again; each further failure in a row doubles the pause, up to 30 times its
    /// length. A call that can wait longer than those that waited in vain asks it all the same.
    /// </summary>
    /// <value>Zero to 1 day; default 1 second. Zero asks it again on the next call.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan DistributedPause
    {
        get;
        set => field = Allow.If(value >= TimeSpan.Zero && value <= TimeSpan.FromDays(1), value, "zero to 1 day");
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many operations run at once on a distributed cache that does not implement <see cref="IBatchedDistributedCache"/>.
    /// </summary>
    /// <value>1 or more; default 32.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int DistributedConcurrency { get; set => field = Allow.AtLeast(value, 1); } = 32;

    /// <summary>Whether a call returns only after its new scores are in the distributed cache, or when its time is over.</summary>
    /// <value>Default false: they are written after the answer.</value>
    public bool WaitForDistributedWrites { get; set; }

    internal RerankCacheOptions Clone() => (RerankCacheOptions)MemberwiseClone();

    private static bool IsLifetime(TimeSpan value) => value > TimeSpan.Zero && value <= TimeSpan.FromDays(3650);

    void IConfiguredOptions.Read(SettingsReader reader) =>
        reader
            .Text(nameof(Scope), value => Scope = value)
            .Lifetime(nameof(TimeToLive), value => TimeToLive = value)
            .Lifetime(nameof(MemoryTimeToLive), value => MemoryTimeToLive = value)
            .Int32(nameof(MaxEntries), value => MaxEntries = value)
            .Boolean(nameof(UseDistributedCache), value => UseDistributedCache = value)
            .Text(nameof(DistributedKeyPrefix), value => DistributedKeyPrefix = value)
            .TimeSpan(nameof(DistributedTimeout), value => DistributedTimeout = value)
            .TimeSpan(nameof(DistributedPause), value => DistributedPause = value)
            .Int32(nameof(DistributedConcurrency), value => DistributedConcurrency = value)
            .Boolean(nameof(WaitForDistributedWrites), value => WaitForDistributedWrites = value);
}
