using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace RerankKit.Tests.Telemetry;

/// <summary>The code of docs/telemetry.md: a test compares the two, another runs this one.</summary>
internal static class DocumentedTelemetry
{
    public static void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation()
                .AddSource(RerankKitTelemetry.ActivitySourceName))
            .WithMetrics(metrics => metrics
                .AddMeter(RerankKitTelemetry.MeterName));

        builder.Services.AddReranking().AddLexical().UseOpenTelemetry().UseLogging();
    }
}
