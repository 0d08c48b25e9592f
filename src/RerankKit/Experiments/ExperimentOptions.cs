namespace RerankKit;

/// <summary>Which callers take part in an experiment.</summary>
public sealed class ExperimentOptions
{
    /// <summary>The experiment's name. Another name draws other callers.</summary>
    /// <value>Default <c>experiment</c>.</value>
    /// <exception cref="ArgumentException">The value is blank.</exception>
    public string Name
    {
        get;
        set => field = !string.IsNullOrWhiteSpace(value) ? value : throw new ArgumentException("Name is blank; give the experiment a name.", nameof(Name));
    } = "experiment";

    /// <summary>The share of callers who see the treatment, or the interleaved list.</summary>
    /// <value>From 0 to 0.5; default 0.05. In <see cref="ExperimentMode.Split"/> as many are logged with the control's ranking, to compare with.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 0.5.</exception>
    public double Share
    {
        get;
        set => field = value is >= 0 and <= 0.5 ? value : throw Throw.OutOfRange(value, "0 to 0.5");
    } = 0.05;

    /// <summary>What callers in the experiment see.</summary>
    /// <value>Default <see cref="ExperimentMode.Split"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a mode.</exception>
    public ExperimentMode Mode
    {
        get;
        set => field = Enum.IsDefined(value) ? value : throw Throw.OutOfRange(value, "Split or Interleave");
    }

    /// <summary>Says who calls: the same key is always on the same side, in every process. Calls without a key are not in the experiment.</summary>
    /// <value>Default: the additional property <see cref="ExperimentReranker.KeyProperty"/> of the options, else their scope, else their conversation.</value>
    public Func<RerankRequest, string?> Key
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(Key));
    } = static request => request.Options?.AdditionalProperties?.GetValueOrDefault(ExperimentReranker.KeyProperty) as string ?? request.Options?.Scope ?? request.Options?.ConversationId;

    /// <summary>How many runs of the ranking that is not shown may be under way. Calls beyond that are logged with the one that is.</summary>
    /// <value>1 or more; default 2.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxConcurrency
    {
        get;
        set => field = value >= 1 ? value : throw Throw.OutOfRange(value, "1 or more");
    } = 2;

    internal ExperimentOptions Clone() => (ExperimentOptions)MemberwiseClone();
}
