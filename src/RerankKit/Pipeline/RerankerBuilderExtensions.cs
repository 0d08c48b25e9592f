namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds decorators to a pipeline; the first one added is the outermost.</summary>
public static partial class RerankerBuilderExtensions
{
    /// <summary>
    /// Adds, outermost first: OpenTelemetry, logging, fallback, short circuit, conversation, candidate cap, score-gap gate, blend, document context, cache,
    /// time budget and usage budget. The conversation, the gate, the blend, the document context and the usage budget are off unless set.
    /// <c>docs/pipeline.md</c> says why this order.
    /// </summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets what each stage does, or leaves it out.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseStandardPipeline(this RerankerBuilder builder, Action<StandardPipelineOptions>? configure = null) =>
        builder.UseStandardPipeline(Configured(builder, configure));

    internal static RerankerBuilder UseStandardPipeline(this RerankerBuilder builder, StandardPipelineOptions options)
    {
        With(options.OpenTelemetry, telemetry => builder.UseOpenTelemetry(telemetry));
        With(options.Logging, logging => builder.UseLogging(logging));
        With(options.Fallback, fallback => builder.UseFallback(fallback));
        if (options.ShortCircuit)
        {
            builder.UseShortCircuit();
        }

        With(options.Conversation, conversation => builder.UseConversation(conversation));
        if (options.MaxCandidates is int maxCandidates)
        {
            builder.UseCandidateCap(maxCandidates);
        }

        With(options.ScoreGapGate, gate => builder.UseScoreGapGate(gate));
        With(options.Blend, blend => builder.UseBlend(blend));
        With(options.DocumentContext, context => builder.UseDocumentContext(context));
        With(options.Cache, cache => builder.UseCache(cache));
        builder.UseTimeBudget(new TimeBudgetOptions { Budget = options.TimeBudget });
        With(options.UsageBudget, usage => builder.UseUsageBudget(usage));
        return builder;
    }

    private static void With<TOptions>(TOptions? options, Action<TOptions> use)
        where TOptions : class
    {
        if (options is not null)
        {
            use(options);
        }
    }

    private static TOptions Configured<TOptions>(RerankerBuilder builder, Action<TOptions>? configure)
        where TOptions : new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new TOptions();
        configure?.Invoke(options);
        return options;
    }
}
