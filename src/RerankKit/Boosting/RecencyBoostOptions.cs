namespace RerankKit;

/// <summary>How much a candidate's age lowers its score.</summary>
public sealed class RecencyBoostOptions : IConfiguredOptions
{
    /// <summary>The age at which the factor has fallen halfway from 1 to <see cref="Floor"/>.</summary>
    /// <value>More than zero; default 365 days.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan HalfLife { get; set => field = Allow.MoreThanZero(value); } = TimeSpan.FromDays(365);

    /// <summary>The factor of a candidate of infinite age.</summary>
    /// <value>From 0 (excluded: an old candidate still has a score) to 1 (recency is ignored); default 0.8, so that age decides between equals only.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not more than 0 and at most 1.</exception>
    public double Floor { get; set => field = Allow.If(value is > 0 and <= 1, value, "more than 0 and at most 1"); } = 0.8;

    /// <summary>The factor of a candidate without a date.</summary>
    /// <value>More than 0; default 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite or not more than 0.</exception>
    public double Undated { get; set => field = Allow.Positive(value); } = 1;

    /// <summary>The factor for an age: Floor + (1 - Floor) * 2^(-age / HalfLife). A date in the future counts as now.</summary>
    internal double Factor(DateTimeOffset? date, DateTimeOffset now)
    {
        if (date is null)
        {
            return Undated;
        }

        double age = Math.Max(0, (now - date.Value) / HalfLife);
        return Floor + ((1 - Floor) * double.Exp2(-age));
    }

    /// <summary>The field of a candidate's item that has its date, where configuration says which.</summary>
    internal string? Field { get; private set; }

    void IConfiguredOptions.Read(SettingsReader reader) =>
        reader
            .RequiredText(nameof(Field), "the field that has a candidate's date", value => Field = value)
            .Lifetime(nameof(HalfLife), value => HalfLife = value)
            .Double(nameof(Floor), value => Floor = value)
            .Double(nameof(Undated), value => Undated = value);

    internal RecencyBoostOptions Clone() => (RecencyBoostOptions)MemberwiseClone();
}
