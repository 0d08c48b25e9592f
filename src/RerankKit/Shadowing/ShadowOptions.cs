namespace RerankKit;

/// <summary>Which calls a challenger sees, and what becomes of what it says.</summary>
public sealed class ShadowOptions : IConfiguredOptions
{
    /// <summary>The share of calls that the challenger sees.</summary>
    /// <value>From 0 to 1; default 0.05.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double SampleRate { get; set => field = Allow.Between(value, 0, 1); } = 0.05;

    /// <summary>Draws the sample: a number from 0 (included) to 1 (excluded) per call, sampled when below the rate. Thread-safe.</summary>
    /// <value>Default <see cref="ShadowSampling.Random"/>; see also <see cref="ShadowSampling.ByQuery"/>.</value>
    public Func<string, double> Sample { get; set => field = Allow.NotNull(value); } = ShadowSampling.Random;

    /// <summary>How many of the best places are compared.</summary>
    /// <value>1 or more; default 10.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Depth { get; set => field = Allow.AtLeast(value, 1); } = 10;

    /// <summary>How many runs of the challenger may be under way. Calls sampled beyond that are dropped and counted.</summary>
    /// <value>1 or more; default 2.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxConcurrency { get; set => field = Allow.AtLeast(value, 1); } = 2;

    /// <summary>How long the challenger may take before its run counts as failed.</summary>
    /// <value>More than zero, up to 1 day; default 30 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public TimeSpan Timeout { get; set => field = Allow.UpToOneDay(value); } = TimeSpan.FromSeconds(30);

    /// <summary>Called with each comparison, on the thread pool. An exception it throws counts as a failure of the run.</summary>
    public Action<ShadowComparison>? OnCompared { get; set; }

    /// <summary>Called with the challenger's failure, on the thread pool. Exceptions it throws are counted and go no further.</summary>
    public Action<Exception>? OnFailed { get; set; }

    /// <summary>Where both rankings of each comparison are logged, as <c>champion</c> and <c>challenger</c>.</summary>
    /// <value>Null, the default, takes the <see cref="RankingLog"/> among the services, where there is one.</value>
    public RankingLog? Log { get; set; }

    /// <summary>Whether the challenger stays open when the pipeline is disposed, because somebody else owns it.</summary>
    /// <value>Default false: it is disposed with the pipeline.</value>
    public bool LeaveOpen { get; set; }

    /// <summary>The challenger's name, where configuration says who it is.</summary>
    internal string? Challenger { get; private set; }

    void IConfiguredOptions.Read(SettingsReader reader) =>
        reader
            .RequiredText(nameof(Challenger), "the name of a reranker under Rerankers", value => Challenger = value)
            .Double(nameof(SampleRate), value => SampleRate = value)
            .Int32(nameof(Depth), value => Depth = value)
            .Int32(nameof(MaxConcurrency), value => MaxConcurrency = value)
            .TimeSpan(nameof(Timeout), value => Timeout = value);

    /// <summary>The same options with a log where they have none.</summary>
    internal ShadowOptions WithLog(RankingLog? log)
    {
        ShadowOptions copy = Clone();
        copy.Log ??= log;
        return copy;
    }

    internal ShadowOptions Clone() => (ShadowOptions)MemberwiseClone();
}
