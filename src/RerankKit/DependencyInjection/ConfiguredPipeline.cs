using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit;

/// <summary>Reads the decorators of a pipeline: a list under <c>Pipeline</c>, the first outermost, or the keys of <c>StandardPipeline</c>.</summary>
internal static class ConfiguredPipeline
{
    public const string Key = "Pipeline";
    public const string StandardKey = "StandardPipeline";
    private const string UseKey = "Use";

    private static readonly Dictionary<string, Action<RerankerBuilder, SettingsReader>> Decorators = new(StringComparer.OrdinalIgnoreCase)
    {
        ["OpenTelemetry"] = Using(() => new OpenTelemetryOptions(), ConfiguredOptions.Read, (inner, options, services) => new OpenTelemetryReranker(inner, options, services.GetTimeProvider())),
        ["Logging"] = (builder, reader) => Finish(reader, new LoggingOptions(), ConfiguredOptions.Read, options => builder.UseLogging(options)),
        ["Fallback"] = Using(() => new FallbackOptions(), ConfiguredOptions.Read, (inner, options, services) => new FallbackReranker(inner, options, services.GetTimeProvider())),
        ["ShortCircuit"] = (builder, reader) => Finish(reader, builder, static (_, _) => { }, static builder => builder.UseShortCircuit()),
        ["Conversation"] = (builder, reader) => Finish(reader, new ConversationOptions(), ConfiguredOptions.Read, options => builder.UseConversation(options)),
        ["CandidateCap"] = (builder, reader) => Finish(
            reader,
            new StandardPipelineOptions(),
            static (reader, options) => reader.Int32(nameof(options.MaxCandidates), value => options.MaxCandidates = value),
            options => builder.UseCandidateCap(options.MaxCandidates.GetValueOrDefault())),
        ["ScoreGapGate"] = Using(() => new ScoreGapGateOptions(), ConfiguredOptions.Read, (inner, options, services) => new ScoreGapGateReranker(inner, options, services.GetTimeProvider())),
        ["Blend"] = Using(() => new BlendOptions(), ConfiguredOptions.Read, (inner, options, services) => new BlendReranker(inner, options, services.GetTimeProvider())),
        ["DocumentContext"] = Using(() => new DocumentContextOptions(), ConfiguredOptions.Read, DocumentContextRerankerBuilderExtensions.Create),
        ["Cache"] = (builder, reader) => Finish(reader, new RerankCacheOptions(), ConfiguredOptions.Read, options => builder.UseCache(options)),
        ["UsageBudget"] = Using(() => new UsageBudgetOptions(), ConfiguredOptions.Read, (inner, options, services) => new UsageBudgetReranker(inner, new UsageBudget(options, services.GetTimeProvider()))),
        ["TimeBudget"] = (builder, reader) => Finish(reader, new TimeBudgetOptions(), ConfiguredOptions.Read, options => builder.UseTimeBudget(options)),
        ["Diversity"] = (builder, reader) => Finish(reader, new DiversityOptions(), ConfiguredOptions.Read, options => builder.Use((inner, services) => new DiversityReranker(inner, options, services.GetTimeProvider()))),
        ["ScoreCutoff"] = (builder, reader) => Finish(reader, new ScoreCutoffOptions(), ConfiguredOptions.Read, options => builder.UseScoreCutoff(options)),
    };

    public static void Apply(RerankerBuilder builder, IConfiguration section)
    {
        IConfigurationSection list = section.GetSection(Key);
        IConfigurationSection standard = section.GetSection(StandardKey);
        if (standard.Exists())
        {
            if (list.Exists())
            {
                throw new InvalidOperationException($"The configuration has both '{list.Path}' and '{standard.Path}'; keep one of them.");
            }

            builder.UseStandardPipeline(ConfiguredOptions.ReadStandard(standard));
            return;
        }

        foreach (IConfigurationSection step in list.GetChildren())
        {
            string? name = step.Value;
            var reader = new SettingsReader(step);
            if (name is null)
            {
                reader.Text(UseKey, value => name = value);
            }

            if (name is null || !Decorators.TryGetValue(name, out Action<RerankerBuilder, SettingsReader>? use))
            {
                throw new InvalidOperationException(
                    $"The configuration key '{step.Path}:{UseKey}' is '{name}'; allowed is one of {string.Join(", ", Decorators.Keys.Order(StringComparer.Ordinal))}.");
            }

            use(builder, reader);
        }
    }

    private static Action<RerankerBuilder, SettingsReader> Using<TOptions>(
        Func<TOptions> create, Action<SettingsReader, TOptions> read, Func<IReranker, TOptions, IServiceProvider, IReranker> decorate) =>
        (builder, reader) => Finish(reader, create(), read, options => builder.Use((inner, services) => decorate(inner, options, services)));

    private static void Finish<TOptions>(SettingsReader reader, TOptions options, Action<SettingsReader, TOptions> read, Action<TOptions> use)
    {
        read(reader, options);
        reader.Known(UseKey).RefuseOthers();
        use(options);
    }
}
