namespace RerankKit;

/// <summary>Where a <see cref="RankingLog"/> writes, and how much.</summary>
public sealed class RankingLogOptions : IConfiguredOptions
{
    /// <summary>
    /// The file that lines of JSON are appended to. <c>{date}</c> in it is the day (UTC), which makes a file a day, <c>{process}</c> the number of the
    /// process: two processes cannot share a file.
    /// </summary>
    /// <value>Null, the default, writes to the logger only.</value>
    public string? Path { get; set; }

    /// <summary>How many entries may wait to be written. Those beyond are dropped and counted: a request never waits for a disk.</summary>
    /// <value>1 or more; default 1,024.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Capacity { get; set => field = Allow.AtLeast(value, 1); } = 1024;

    /// <summary>How many documents of each list are written.</summary>
    /// <value>1 or more; default 100.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxDocuments { get; set => field = Allow.AtLeast(value, 1); } = 100;

    /// <summary>Whether queries are written. What people ask may be nobody else's business.</summary>
    /// <value>Default false. Texts of documents are never written.</value>
    public bool EnableSensitiveData { get; set; }

    void IConfiguredOptions.Read(SettingsReader reader) =>
        reader
            .Text(nameof(Path), value => Path = value)
            .Int32(nameof(Capacity), value => Capacity = value)
            .Int32(nameof(MaxDocuments), value => MaxDocuments = value)
            .Boolean(nameof(EnableSensitiveData), value => EnableSensitiveData = value);

    internal RankingLogOptions Clone() => (RankingLogOptions)MemberwiseClone();
}
