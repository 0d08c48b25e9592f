using Microsoft.Extensions.Configuration;

namespace RerankKit;

/// <summary>Reads the options of each decorator. What needs code (callbacks, selectors, other rerankers) has no key.</summary>
internal static class ConfiguredOptions
{
    public static StandardPipelineOptions ReadStandard(IConfigurationSection section)
    {
        var options = new StandardPipelineOptions();
        new SettingsReader(section)
            .Boolean(nameof(options.ShortCircuit), value => options.ShortCircuit = value)
            .Int32(nameof(options.MaxCandidates), value => options.MaxCandidates = value)
            .TimeSpan(nameof(options.TimeBudget), value => options.TimeBudget = value)
            .Known(
                nameof(options.OpenTelemetry),
                nameof(options.Logging),
                nameof(options.Fallback),
                nameof(options.Conversation),
                nameof(options.ScoreGapGate),
                nameof(options.Blend),
                nameof(options.DocumentContext),
                nameof(options.Cache),
                nameof(options.UsageBudget))
            .RefuseOthers();
        options.OpenTelemetry = Stage(section, nameof(options.OpenTelemetry), options.OpenTelemetry, Read);
        options.Logging = Stage(section, nameof(options.Logging), options.Logging, Read);
        options.Fallback = Stage(section, nameof(options.Fallback), options.Fallback, Read);
        options.Conversation = Stage(section, nameof(options.Conversation), options.Conversation, Read);
        options.ScoreGapGate = Stage(section, nameof(options.ScoreGapGate), options.ScoreGapGate, Read);
        options.Blend = Stage(section, nameof(options.Blend), options.Blend, Read);
        options.DocumentContext = Stage(section, nameof(options.DocumentContext), options.DocumentContext, Read);
        options.Cache = Stage(section, nameof(options.Cache), options.Cache, Read);
        options.UsageBudget = Stage(section, nameof(options.UsageBudget), options.UsageBudget, Read);
        return options;
    }

    public static void Read(SettingsReader reader, OpenTelemetryOptions options) =>
        reader.Boolean(nameof(options.EnableSensitiveData), value => options.EnableSensitiveData = value);

    public static void Read(SettingsReader reader, LoggingOptions options) =>
        reader
            .Boolean(nameof(options.EnableSensitiveData), value => options.EnableSensitiveData = value)
            .Int32(nameof(options.MaxResults), value => options.MaxResults = value);

    public static void Read(SettingsReader reader, FallbackOptions options) =>
        reader
            .TimeSpan(nameof(options.AttemptTimeout), value => options.AttemptTimeout = value)
            .Boolean(nameof(options.BreakCircuit), value => options.BreakCircuit = value)
            .Double(nameof(options.FailureRatio), value => options.FailureRatio = value)
            .Int32(nameof(options.MinimumThroughput), value => options.MinimumThroughput = value)
            .TimeSpan(nameof(options.SamplingDuration), value => options.SamplingDuration = value)
            .TimeSpan(nameof(options.BreakDuration), value => options.BreakDuration = value);

    public static void Read(SettingsReader reader, ConversationOptions options) =>
        reader
            .Int32(nameof(options.MaxTurns), value => options.MaxTurns = value)
            .TimeSpan(nameof(options.TimeToLive), value => options.TimeToLive = value)
            .Double(nameof(options.MinQueryOverlap), value => options.MinQueryOverlap = value)
            .Int32(nameof(options.MaxEntries), value => options.MaxEntries = value);

    public static void Read(SettingsReader reader, ScoreGapGateOptions options) =>
        reader
            .Enum<ScoreGapMode>(nameof(options.Mode), value => options.Mode = value)
            .Double(nameof(options.Threshold), value => options.Threshold = value)
            .Int32(nameof(options.Rank), value => options.Rank = value)
            .Double(nameof(options.ShadowRate), value => options.ShadowRate = value)
            .Int32(nameof(options.ShadowDepth), value => options.ShadowDepth = value);

    public static void Read(SettingsReader reader, BlendOptions options) =>
        reader
            .Double(nameof(options.Weight), value => options.Weight = value)
            .Enum<ScoreNormalization>(nameof(options.Normalization), value => options.Normalization = value);

    public static void Read(SettingsReader reader, DocumentContextOptions options) =>
        reader
            .Text(nameof(options.Template), value => options.Template = value)
            .Int32(nameof(options.BelowTokens), value => options.BelowTokens = value)
            .Int32(nameof(options.MaxContextTokens), value => options.MaxContextTokens = value);

    public static void Read(SettingsReader reader, RerankCacheOptions options) =>
        reader
            .Text(nameof(options.Scope), value => options.Scope = value)
            .Lifetime(nameof(options.TimeToLive), value => options.TimeToLive = value)
            .Lifetime(nameof(options.MemoryTimeToLive), value => options.MemoryTimeToLive = value)
            .Int32(nameof(options.MaxEntries), value => options.MaxEntries = value)
            .Boolean(nameof(options.UseDistributedCache), value => options.UseDistributedCache = value)
            .Text(nameof(options.DistributedKeyPrefix), value => options.DistributedKeyPrefix = value)
            .TimeSpan(nameof(options.DistributedTimeout), value => options.DistributedTimeout = value)
            .TimeSpan(nameof(options.DistributedPause), value => options.DistributedPause = value)
            .Int32(nameof(options.DistributedConcurrency), value => options.DistributedConcurrency = value)
            .Boolean(nameof(options.WaitForDistributedWrites), value => options.WaitForDistributedWrites = value);

    public static void Read(SettingsReader reader, UsageBudgetOptions options)
    {
        decimal price = 0;
        string count = "";
        ConfiguredMeter meter = ConfiguredMeter.Calls;
        reader
            .Int64(nameof(options.MaxUnits), value => options.MaxUnits = value)
            .Lifetime(nameof(options.Period), value => options.Period = value)
            .Boolean(nameof(options.PerScope), value => options.PerScope = value)
            .Int32(nameof(options.MaxScopes), value => options.MaxScopes = value)
            .Boolean(nameof(options.ThrowWhenExceeded), value => options.ThrowWhenExceeded = value)
            .Text(nameof(ConfiguredMeter.Count), value => count = value)
            .Enum<ConfiguredMeter>(nameof(options.Meter), value => meter = value == ConfiguredMeter.Count && count.Length == 0
                ? throw new ArgumentException("set Count to the name of what is counted, for example search_units.")
                : value)
            .Decimal("Price", value => price = value < 0 ? throw Throw.OutOfRange(value, "0 or more per call or unit, or per million tokens", "Price")
                : meter == ConfiguredMeter.Cost ? throw new ArgumentException("the meter Cost takes the prices of the reranker's own options.")
                : value)

            // A limit of money over what costs nothing would never bite.
            .Decimal(nameof(options.MaxCost), value => options.MaxCost = value == 0 || price > 0 || meter == ConfiguredMeter.Cost
                ? value
                : throw new ArgumentException("nothing has a price. Set Price, or Meter to Cost for what the reranker reports by its own prices."));
        options.Meter = meter switch
        {
            ConfiguredMeter.Tokens => UsageMeters.Tokens(price),
            ConfiguredMeter.Count => UsageMeters.AdditionalCount(count, price),
            ConfiguredMeter.Cost => UsageMeters.ReportedCost(),
            _ => UsageMeters.Calls(price),
        };
    }

    public static void Read(SettingsReader reader, TimeBudgetOptions options) =>
        reader
            .TimeSpan(nameof(options.Budget), value => options.Budget = value)
            .Int32(nameof(options.ChunkSize), value => options.ChunkSize = value)
            .Double(nameof(options.SafetyMargin), value => options.SafetyMargin = value)
            .Boolean(nameof(options.RunOnThreadPool), value => options.RunOnThreadPool = value);

    public static void Read(SettingsReader reader, DiversityOptions options) =>
        reader
            .Double(nameof(options.Lambda), value => options.Lambda = value)
            .Int32(nameof(options.Depth), value => options.Depth = value);

    public static void Read(SettingsReader reader, ScoreCutoffOptions options) =>
        reader
            .Double(nameof(options.MinScore), value => options.MinScore = value)
            .Enum<RerankScoreKind>(nameof(options.ScoreKind), value => options.ScoreKind = value)
            .Int32(nameof(options.MinResults), value => options.MinResults = value)
            .Boolean(nameof(options.KeepUnscored), value => options.KeepUnscored = value);

    // A stage of the standard pipeline is a section with its options, or true or false.
    private static TOptions? Stage<TOptions>(
        IConfigurationSection section, string key, TOptions? standard, Action<SettingsReader, TOptions> read)
        where TOptions : class, new()
    {
        IConfigurationSection stage = section.GetSection(key);
        if (!stage.Exists())
        {
            return standard;
        }

        if (stage.Value is not null)
        {
            bool on = false;
            new SettingsReader(section).Boolean(key, value => on = value);
            return on ? standard ?? new() : null;
        }

        var options = new TOptions();
        var reader = new SettingsReader(stage);
        read(reader, options);
        reader.RefuseOthers();
        return options;
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
