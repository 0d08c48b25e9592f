using Microsoft.Extensions.Configuration;

namespace RerankKit;

/// <summary>What the standard pipeline holds. A stage set to null (or false) is left out.</summary>
public sealed class StandardPipelineOptions : IConfiguredOptions
{
    /// <summary>Traces and metrics. They cost nothing while nobody listens.</summary>
    /// <value>On by default.</value>
    public OpenTelemetryOptions? OpenTelemetry { get; set; } = new();

    /// <summary>Logs, where the application has a logger factory.</summary>
    /// <value>On by default.</value>
    public LoggingOptions? Logging { get; set; } = new();

    /// <summary>The first stage's order, or another reranker, when the reranker fails.</summary>
    /// <value>On by default.</value>
    public FallbackOptions? Fallback { get; set; } = new();

    /// <summary>No call where there is one candidate, or no more than asked for.</summary>
    /// <value>On by default.</value>
    public bool ShortCircuit { get; set; } = true;

    /// <summary>The order of a conversation's turn kept for the turns that follow, where the candidates are the same.</summary>
    /// <value>Off by default: it answers a follow-up question with the order of the question before.</value>
    public ConversationOptions? Conversation { get; set; }

    /// <summary>How many candidates are scored at most.</summary>
    /// <value>1 or more; default 50. Null scores all.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxCandidates { get; set => field = Allow.AtLeast(value, 1, "1 or more, or null for no cap"); } = 50;

    /// <summary>No call where the first stage is sure of itself.</summary>
    /// <value>Off by default: the threshold depends on the first stage.</value>
    public ScoreGapGateOptions? ScoreGapGate { get; set; }

    /// <summary>First-stage and reranker scores fused into one.</summary>
    /// <value>Off by default: the weight depends on both.</value>
    public BlendOptions? Blend { get; set; }

    /// <summary>Short passages are scored together with their title, section, source or neighbouring text.</summary>
    /// <value>Off by default: only the caller knows where a passage's context is.</value>
    public DocumentContextOptions? DocumentContext { get; set; }

    /// <summary>Scores remembered, so that no pair is scored twice.</summary>
    /// <value>On by default, in memory and in the application's distributed cache where one is registered.</value>
    public RerankCacheOptions? Cache { get; set; } = new();

    /// <summary>How long a call may take before the best answer so far is returned, whatever waits inside it.</summary>
    /// <value>More than zero, up to 1 day. Null, the default, sets no limit of its own; <see cref="RerankOptions.TimeBudget"/> of a call is kept.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public TimeSpan? TimeBudget { get; set => field = Allow.UpToOneDay(value, "for no limit"); }

    /// <summary>Calls, tokens or money per period.</summary>
    /// <value>Off by default.</value>
    public UsageBudgetOptions? UsageBudget { get; set; }

    void IConfiguredOptions.Read(SettingsReader reader)
    {
        reader
            .Boolean(nameof(ShortCircuit), value => ShortCircuit = value)
            .Int32(nameof(MaxCandidates), value => MaxCandidates = value)
            .TimeSpan(nameof(TimeBudget), value => TimeBudget = value);
        OpenTelemetry = Stage(reader, nameof(OpenTelemetry), OpenTelemetry);
        Logging = Stage(reader, nameof(Logging), Logging);
        Fallback = Stage(reader, nameof(Fallback), Fallback);
        Conversation = Stage(reader, nameof(Conversation), Conversation);
        ScoreGapGate = Stage(reader, nameof(ScoreGapGate), ScoreGapGate);
        Blend = Stage(reader, nameof(Blend), Blend);
        DocumentContext = Stage(reader, nameof(DocumentContext), DocumentContext);
        Cache = Stage(reader, nameof(Cache), Cache);
        UsageBudget = Stage(reader, nameof(UsageBudget), UsageBudget);
    }

    // A stage is a section with its options, or true or false.
    private static TOptions? Stage<TOptions>(SettingsReader reader, string key, TOptions? standard)
        where TOptions : class, IConfiguredOptions, new()
    {
        IConfigurationSection stage = reader.Section(key);
        if (!stage.Exists())
        {
            return standard;
        }

        if (stage.Value is not null)
        {
            bool on = false;
            reader.Boolean(key, value => on = value);
            return on ? standard ?? new() : null;
        }

        var options = new TOptions();
        var settings = new SettingsReader(stage);
        options.Read(settings);
        settings.RefuseOthers();
        return options;
    }
}
