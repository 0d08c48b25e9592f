using RerankKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Composes the recommended decorators in the recommended order.</summary>
public static class StandardPipelineRerankerBuilderExtensions
{
    /// <summary>
    /// Adds, outermost first: OpenTelemetry, logging, fallback, short circuit, conversation, candidate cap, score-gap gate, blend, document context, cache,
    /// time budget and usage budget. The conversation, the gate, the blend, the document context and the usage budget are off unless set.
    /// <c>docs/pipeline.md</c> says why this order.
    /// </summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets what each stage does, or leaves it out.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseStandardPipeline(this RerankerBuilder builder, Action<StandardPipelineOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new StandardPipelineOptions();
        configure?.Invoke(options);
        return builder.UseStandardPipeline(options);
    }

    internal static RerankerBuilder UseStandardPipeline(this RerankerBuilder builder, StandardPipelineOptions options)
    {
        if (options.OpenTelemetry is { } telemetry)
        {
            builder.UseOpenTelemetry(telemetry);
        }

        if (options.Logging is { } logging)
        {
            builder.UseLogging(logging);
        }

        if (options.Fallback is { } fallback)
        {
            builder.UseFallback(fallback);
        }

        if (options.ShortCircuit)
        {
            builder.UseShortCircuit();
        }

        if (options.Conversation is { } conversation)
        {
            builder.UseConversation(conversation);
        }

        if (options.MaxCandidates is int maxCandidates)
        {
            builder.UseCandidateCap(maxCandidates);
        }

        if (options.ScoreGapGate is { } gate)
        {
            builder.UseScoreGapGate(gate);
        }

        if (options.Blend is { } blend)
        {
            builder.UseBlend(blend);
        }

        if (options.DocumentContext is { } context)
        {
            builder.UseDocumentContext(context);
        }

        if (options.Cache is { } cache)
        {
            builder.UseCache(cache);
        }

        builder.UseTimeBudget(new TimeBudgetOptions { Budget = options.TimeBudget });
        if (options.UsageBudget is { } usage)
        {
            builder.UseUsageBudget(usage);
        }

        return builder;
    }
}
