namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>
    /// Traces and measures calls. Subscribe with <c>AddSource(RerankKitTelemetry.ActivitySourceName)</c> and
    /// <c>AddMeter(RerankKitTelemetry.MeterName)</c>. Put it outermost, so that it sees what every stage decided.
    /// </summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets whether traces carry queries and documents.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseOpenTelemetry(this RerankerBuilder builder, Action<OpenTelemetryOptions>? configure = null) =>
        builder.UseOpenTelemetry(Configured(builder, configure));

    internal static RerankerBuilder UseOpenTelemetry(this RerankerBuilder builder, OpenTelemetryOptions options) =>
        builder.Use((inner, services) => new OpenTelemetryReranker(inner, options, services.GetTimeProvider()));
}
