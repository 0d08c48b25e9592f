namespace RerankKit;

/// <summary>What is logged.</summary>
public sealed class LoggingOptions : IConfiguredOptions
{
    /// <summary>Whether the query and the documents' texts are logged, at trace level only.</summary>
    /// <value>Default false.</value>
    public bool EnableSensitiveData { get; set; }

    /// <summary>How many results of a ranking are logged at debug and trace level.</summary>
    /// <value>1 or more; default 20.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxResults { get; set => field = Allow.AtLeast(value, 1); } = 20;

    internal LoggingOptions Clone() => (LoggingOptions)MemberwiseClone();

    void IConfiguredOptions.Read(SettingsReader reader) =>
        reader
            .Boolean(nameof(EnableSensitiveData), value => EnableSensitiveData = value)
            .Int32(nameof(MaxResults), value => MaxResults = value);
}
