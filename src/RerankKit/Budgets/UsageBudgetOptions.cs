namespace RerankKit;

/// <summary>How much may be used up per period.</summary>
public sealed class UsageBudgetOptions : IConfiguredOptions
{
    private static readonly Func<RerankResponse, UsageAmount> Default = UsageMeters.Calls();

    /// <summary>How many units may be used per period.</summary>
    /// <value>0 or more units of the <see cref="Meter"/>; 0 stops every call. Null, the default, sets no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long? MaxUnits { get; set => field = Allow.AtLeast(value, 0, "0 or more, or null for no limit"); }

    /// <summary>How much money may be spent per period, in the currency of the meter's prices.</summary>
    /// <value>0 or more; 0 stops every call. Null, the default, sets no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public decimal? MaxCost { get; set => field = Allow.AtLeast(value, 0, "0 or more, or null for no limit"); }

    /// <summary>How long a period lasts.</summary>
    /// <value>
    /// More than zero; default one day. Periods are counted from midnight UTC, so that those of a day begin at midnight, those of an
    /// hour at the full hour and those of seven days on Monday.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan Period { get; set => field = Allow.MoreThanZero(value); } = TimeSpan.FromDays(1);

    /// <summary>Tells what a response used up; see <see cref="UsageMeters"/>.</summary>
    /// <value>Default <see cref="UsageMeters.Calls"/> without a price.</value>
    public Func<RerankResponse, UsageAmount> Meter { get; set => field = Allow.NotNull(value); } = Default;

    /// <summary>Whether money is limited and nothing has a price: such a limit would never bite.</summary>
    internal bool LimitsMoneyWithoutPrice => MaxCost > 0 && ReferenceEquals(Meter, Default);

    /// <summary>What a call is taken to use up while it runs, until the first one of its scope has been metered.</summary>
    /// <value>0 or more of each; default one unit and no cost.</value>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative.</exception>
    public UsageAmount ExpectedPerCall
    {
        get;
        set => field = Allow.If(value.Units >= 0 && value.Cost >= 0, value, "0 or more units and 0 or more cost");
    } = new(1);

    /// <summary>Whether each <see cref="RerankOptions.Scope"/> has the whole budget to itself.</summary>
    /// <value>Default true. False counts all calls together.</value>
    public bool PerScope { get; set; } = true;

    /// <summary>How many scopes have an account of their own in a period. Scopes that come after those share one, so that memory is bounded and no limit is exceeded.</summary>
    /// <value>1 or more; default 100,000. Only scopes that have used something count.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxScopes { get; set => field = Allow.AtLeast(value, 1); } = 100_000;

    /// <summary>Whether a call beyond the budget throws <see cref="UsageBudgetExceededException"/>.</summary>
    /// <value>Default false: it is answered in first-stage order.</value>
    public bool ThrowWhenExceeded { get; set; }

    internal UsageBudgetOptions Clone() => (UsageBudgetOptions)MemberwiseClone();

    void IConfiguredOptions.Read(SettingsReader reader)
    {
        decimal price = 0;
        string count = "";
        ConfiguredMeter meter = ConfiguredMeter.Calls;
        reader
            .Int64(nameof(MaxUnits), value => MaxUnits = value)
            .Lifetime(nameof(Period), value => Period = value)
            .Boolean(nameof(PerScope), value => PerScope = value)
            .Int32(nameof(MaxScopes), value => MaxScopes = value)
            .Boolean(nameof(ThrowWhenExceeded), value => ThrowWhenExceeded = value)
            .Text(nameof(ConfiguredMeter.Count), value => count = value)
            .Enum<ConfiguredMeter>(nameof(Meter), value => meter = value == ConfiguredMeter.Count && count.Length == 0
                ? throw new ArgumentException("set Count to the name of what is counted, for example search_units.")
                : value)
            .Decimal("Price", value => price = value < 0 ? throw Throw.OutOfRange(value, "0 or more per call or unit, or per million tokens", "Price")
                : meter == ConfiguredMeter.Cost ? throw new ArgumentException("the meter Cost takes the prices of the reranker's own ")
                : value)

            // A limit of money over what costs nothing would never bite.
            .Decimal(nameof(MaxCost), value => MaxCost = value == 0 || price > 0 || meter == ConfiguredMeter.Cost
                ? value
                : throw new ArgumentException("nothing has a price. Set Price, or Meter to Cost for what the reranker reports by its own prices."));
        Meter = meter switch
        {
            ConfiguredMeter.Tokens => UsageMeters.Tokens(price),
            ConfiguredMeter.Count => UsageMeters.AdditionalCount(count, price),
            ConfiguredMeter.Cost => UsageMeters.ReportedCost(),
            _ => UsageMeters.Calls(price),
        };
    }

    private enum ConfiguredMeter
    {
        Calls,
        Tokens,

        /// <summary>A count of the usage by its name.</summary>
        Count,

        /// <summary>Money as the reranker reports it.</summary>
        Cost,
    }
}
