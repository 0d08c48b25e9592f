namespace RerankKit;

/// <summary>What happens when a reranker fails.</summary>
public sealed class FallbackOptions : IConfiguredOptions
{
    private static readonly TimeSpan ShortestDuration = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDuration = TimeSpan.FromDays(1);
    private IReadOnlyList<string> _named = [];

    /// <summary>The rerankers tried in this order when the first one fails. After the last the first stage's order stands.</summary>
    /// <value>Default empty. They do not see <see cref="RerankOptions.ModelId"/>, which names a model of the first one.</value>
    public IList<IReranker> Alternatives { get; private set; } = [];

    /// <summary>Whether the alternatives stay open when the pipeline is disposed, because somebody else owns them.</summary>
    /// <value>Default false: they are disposed with the pipeline.</value>
    public bool LeaveOpen { get; set; }

    /// <summary>Decides which failures are answered; the others reach the caller. Never asked about the caller's own cancellation.</summary>
    /// <value>
    /// Default: all but <see cref="ArgumentException"/>, which is a mistake in the call that the caller should see. For what passes by itself only, a wrong
    /// key left out: <c>exception => exception is RerankServiceException { IsTransient: true }</c>.
    /// </value>
    public Func<Exception, bool> ShouldHandle
    {
        get;
        set => field = Allow.NotNull(value);
    } = static exception => exception is not ArgumentException;

    /// <summary>
    /// How long each reranker may take before it counts as failed. A call that ignores its cancellation is abandoned; only one that
    /// works on its caller's thread before it returns a task cannot be.
    /// </summary>
    /// <value>More than zero, up to 1 day. Null, the default, sets no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public TimeSpan? AttemptTimeout { get; set => field = Allow.UpToOneDay(value, "for no limit"); }

    /// <summary>Whether a reranker that keeps failing is left alone for a while. Each reranker has a circuit of its own.</summary>
    /// <value>Default true.</value>
    public bool BreakCircuit { get; set; } = true;

    /// <summary>The share of failed calls from which on the circuit opens.</summary>
    /// <value>More than 0, up to 1; default 0.5.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public double FailureRatio { get; set => field = Allow.If(value is > 0 and <= 1, value, "more than 0, up to 1"); } = 0.5;

    /// <summary>How many calls there must be within <see cref="SamplingDuration"/> before the circuit may open.</summary>
    /// <value>2 or more; default 10.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int MinimumThroughput { get; set => field = Allow.AtLeast(value, 2); } = 10;

    /// <summary>How far back failures count.</summary>
    /// <value>From 0.5 seconds to 1 day; default 30 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public TimeSpan SamplingDuration { get; set => field = CheckDuration(value); } = TimeSpan.FromSeconds(30);

    /// <summary>How long the circuit stays open before one call tries the reranker again.</summary>
    /// <value>From 0.5 seconds to 1 day; default 5 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public TimeSpan BreakDuration { get; set => field = CheckDuration(value); } = TimeSpan.FromSeconds(5);

    /// <summary>The same options with the rerankers that configuration names as alternatives. They are the container's.</summary>
    internal FallbackOptions WithNamed(IServiceProvider services)
    {
        if (_named.Count == 0)
        {
            return this;
        }

        FallbackOptions copy = Clone();
        copy.LeaveOpen = true;
        foreach (string name in _named)
        {
            copy.Alternatives.Add(NamedRerankers.Get(services, name, "the fallback"));
        }

        return copy;
    }

    internal FallbackOptions Clone()
    {
        var copy = (FallbackOptions)MemberwiseClone();
        copy.Alternatives = [.. Alternatives];
        return copy;
    }

    private static TimeSpan CheckDuration(TimeSpan value, [System.Runtime.CompilerServices.CallerMemberName] string? name = null) =>
        value >= ShortestDuration && value <= LongestDuration ? value : throw Throw.OutOfRange(value, "from 0.5 seconds to 1 day", name);

    void IConfiguredOptions.Read(SettingsReader reader) =>
        reader
            .Texts(nameof(Alternatives), values => _named = values)
            .TimeSpan(nameof(AttemptTimeout), value => AttemptTimeout = value)
            .Boolean(nameof(BreakCircuit), value => BreakCircuit = value)
            .Double(nameof(FailureRatio), value => FailureRatio = value)
            .Int32(nameof(MinimumThroughput), value => MinimumThroughput = value)
            .TimeSpan(nameof(SamplingDuration), value => SamplingDuration = value)
            .TimeSpan(nameof(BreakDuration), value => BreakDuration = value);
}
