namespace RerankKit;

/// <summary>The decorators of the core, by the names that configuration has for them.</summary>
internal static class ConfiguredDecorators
{
    public static void Register(IServiceCollection services)
    {
        Add<BlendOptions>(services, "Blend", static (pipeline, options) => pipeline.UseBlend(options));
        Add<FieldBoostOptions>(services, "Boost", static (pipeline, options) => pipeline.UseBoost(options));
        Add<RerankCacheOptions>(services, "Cache", static (pipeline, options) => pipeline.UseCache(options));
        Add<CalibrationOptions>(services, "Calibration", static (pipeline, options) => pipeline.UseCalibration(options));
        Add<ConversationOptions>(services, "Conversation", static (pipeline, options) => pipeline.UseConversation(options));
        Add<DiversityOptions>(services, "Diversity", static (pipeline, options) => pipeline.UseDiversity(options));
        Add<DocumentContextOptions>(services, "DocumentContext", static (pipeline, options) => pipeline.UseDocumentContext(options));
        Add<ExperimentOptions>(services, "Experiment", static (pipeline, options) => pipeline.UseExperiment(options));
        Add<FallbackOptions>(services, "Fallback", static (pipeline, options) => pipeline.UseFallback(options));
        Add<LoggingOptions>(services, "Logging", static (pipeline, options) => pipeline.UseLogging(options));
        Add<OpenTelemetryOptions>(services, "OpenTelemetry", static (pipeline, options) => pipeline.UseOpenTelemetry(options));
        Add<RecencyBoostOptions>(services, "RecencyBoost", static (pipeline, options) => pipeline.UseRecencyBoost(options));
        Add<ScoreCutoffOptions>(services, "ScoreCutoff", static (pipeline, options) => pipeline.UseScoreCutoff(options));
        Add<ScoreGapGateOptions>(services, "ScoreGapGate", static (pipeline, options) => pipeline.UseScoreGapGate(options));
        Add<ShadowOptions>(services, "Shadow", static (pipeline, options) => pipeline.UseShadow(options));
        Add<TimeBudgetOptions>(services, "TimeBudget", static (pipeline, options) => pipeline.UseTimeBudget(options));
        Add<UsageBudgetOptions>(services, "UsageBudget", static (pipeline, options) => pipeline.UseUsageBudget(options));
        services.AddRerankerDecorator("CandidateCap", static (pipeline, settings) =>
        {
            var options = new StandardPipelineOptions();
            settings.Int32(nameof(options.MaxCandidates), value => options.MaxCandidates = value);
            pipeline.UseCandidateCap(options.MaxCandidates.GetValueOrDefault());
        });
        services.AddRerankerDecorator("RankingLog", static (pipeline, _) => pipeline.UseRankingLog());
        services.AddRerankerDecorator("ShortCircuit", static (pipeline, _) => pipeline.UseShortCircuit());
    }

    private static void Add<TOptions>(IServiceCollection services, string name, Action<RerankerBuilder, TOptions> use)
        where TOptions : IConfiguredOptions, new() =>
        services.AddRerankerDecorator(name, (pipeline, settings) =>
        {
            var options = new TOptions();
            options.Read(settings);
            use(pipeline, options);
        });
}
