namespace RerankKit;

/// <summary>What goes along with passages that say too little by themselves, and with which of them.</summary>
public sealed class DocumentContextOptions : IConfiguredOptions
{
    /// <summary>Gives a candidate's context: its title, section, source, or neighbouring text.</summary>
    /// <value>
    /// Null or blank for a candidate without one. Called once per candidate that is short enough. Default null: <see cref="Template"/> gives it. Set one of the two.
    /// </value>
    public Func<RerankCandidate, string?>? Context { get; set; }

    /// <summary>The context as a text with fields in braces, for example <c>{title}, {section}</c>.</summary>
    /// <value>
    /// At least one field; <c>{{</c> and <c>}}</c> stand for braces. A field that a candidate lacks is left out with what stands before it; where all are missing there is no context.
    /// Default null: <see cref="Context"/> gives it. Set one of the two.
    /// </value>
    /// <exception cref="ArgumentException">The text has no field, or a brace without its other.</exception>
    public string? Template { get; set => field = value is null ? null : ContextTemplate.Parse(value).Text; }

    /// <summary>Reads the fields of <see cref="Template"/>.</summary>
    /// <value>
    /// Default null: a <see cref="DocumentFieldReader"/> of the container, or else the fields of <see cref="RerankCandidate.Item"/> where that is a dictionary or a JSON object.
    /// </value>
    public DocumentFieldReader? ReadField { get; set; }

    /// <summary>Only passages with fewer tokens than this get their context.</summary>
    /// <value>1 or more tokens, by estimate; default 50. Null gives it to all.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? BelowTokens
    {
        get;
        set => field = Allow.AtLeast(value, 1, "1 or more tokens, or null for all passages");
    } = 50;

    /// <summary>How much of the context is given; the rest is left out, from the last whole word on.</summary>
    /// <value>1 or more tokens, by estimate: four ASCII characters, two of other alphabets, or one Chinese, Japanese or Korean character a token. Default 64.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxContextTokens { get; set => field = Allow.AtLeast(value, 1, "1 or more tokens"); } = 64;

    internal DocumentContextOptions Clone() => (DocumentContextOptions)MemberwiseClone();

    void IConfiguredOptions.Read(SettingsReader reader) =>
        reader
            .Text(nameof(Template), value => Template = value)
            .Int32(nameof(BelowTokens), value => BelowTokens = value)
            .Int32(nameof(MaxContextTokens), value => MaxContextTokens = value);
}
