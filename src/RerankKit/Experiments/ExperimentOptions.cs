namespace RerankKit;

/// <summary>Which callers take part in an experiment, and what they see.</summary>
public sealed class ExperimentOptions : IConfiguredOptions
{
    /// <summary>The experiment's name. Another name draws other callers.</summary>
    /// <value>Default <c>experiment</c>.</value>
    /// <exception cref="ArgumentException">The value is blank.</exception>
    public string Name
    {
        get;
        set => field = !string.IsNullOrWhiteSpace(value) ? value : throw new ArgumentException("Name is blank; give the experiment a name.", nameof(value));
    } = "experiment";

    /// <summary>The share of callers who see the treatment, or the interleaved list.</summary>
    /// <value>From 0 to 0.5; default 0.05. In <see cref="ExperimentMode.Split"/> as many others are the control.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 0.5.</exception>
    public double Share { get; set => field = Allow.Between(value, 0, 0.5); } = 0.05;

    /// <summary>What callers in the experiment see.</summary>
    /// <value>Default <see cref="ExperimentMode.Split"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a mode.</exception>
    public ExperimentMode Mode { get; set => field = Allow.Defined(value); }

    /// <summary>Says who calls: the same key is always on the same side, in every process. A call without a key is not in the experiment.</summary>
    /// <value>Default: the additional property <see cref="ExperimentReranker.CallerProperty"/> of the options, else their conversation, else their scope.</value>
    public Func<RerankRequest, string?> Caller { get; set => field = Allow.NotNull(value); } = static request =>
        request.Options?.AdditionalProperties?.GetValueOrDefault(ExperimentReranker.CallerProperty) as string
        ?? request.Options?.ConversationId
        ?? request.Options?.Scope;

    /// <summary>How long the treatment may take before the control answers in its place, and a ranking that is not shown before it is given up.</summary>
    /// <value>More than zero, up to 1 day; default 2 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public TimeSpan Timeout { get; set => field = Allow.UpToOneDay(value); } = TimeSpan.FromSeconds(2);

    /// <summary>How many rankings that are not shown may be under way, of each side. Those beyond are not made: the call is logged with the one that is shown.</summary>
    /// <value>1 or more; default 2.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxConcurrency { get; set => field = Allow.AtLeast(value, 1); } = 2;

    /// <summary>Whether the treatment stays open when the pipeline is disposed, because somebody else owns it.</summary>
    /// <value>Default false: it is disposed with the pipeline.</value>
    public bool LeaveOpen { get; set; }

    /// <summary>The treatment's name, where configuration says who it is.</summary>
    internal string? Treatment { get; private set; }

    void IConfiguredOptions.Read(SettingsReader reader) =>
        reader
            .RequiredText(nameof(Treatment), "the name of a reranker under Rerankers", value => Treatment = value)
            .Text(nameof(Name), value => Name = value)
            .Double(nameof(Share), value => Share = value)
            .Enum<ExperimentMode>(nameof(Mode), value => Mode = value)
            .TimeSpan(nameof(Timeout), value => Timeout = value)
            .Int32(nameof(MaxConcurrency), value => MaxConcurrency = value);

    internal ExperimentOptions Clone() => (ExperimentOptions)MemberwiseClone();
}
