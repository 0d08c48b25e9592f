using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace RerankKit.Tests.Telemetry;

/// <summary>What docs/telemetry.md says, in a web application.</summary>
[NonParallelizable] // spans and measurements of other tests would be seen too
public class DocumentedTelemetryTests
{
    [Test]
    public void TheDocumentShowsTheCodeThatIsTested() =>
        Assert.That(Statements(Block(Read("docs/telemetry.md"))), Is.EqualTo(Statements(Body(Read("tests/RerankKit.Tests/Telemetry/DocumentedTelemetry.cs")))));

    [Test]
    public async Task TheDocumentedCodeYieldsASpanBelowTheRequestsAndMeasurements()
    {
        (List<Activity> spans, List<Metric> metrics) = await RunAsync(DocumentedTelemetry.Configure);
        Activity request = spans.Single(span => span.Kind == ActivityKind.Server);
        Activity rerank = spans.Single(span => span.Source.Name == RerankKitTelemetry.ActivitySourceName);
        Assert.That(rerank.ParentSpanId, Is.EqualTo(request.SpanId));
        Assert.That(rerank.DisplayName, Does.StartWith("rerank"));
        Assert.That(metrics.Select(metric => metric.Name), Does.Contain("gen_ai.client.operation.duration").And.Contain("rerankkit.candidates"));
    }

    [Test]
    public async Task WithoutInstrumentationOfTheRequestThereIsNoSpanAsTheDocumentSays()
    {
        (List<Activity> spans, List<Metric> metrics) = await RunAsync(builder =>
        {
            builder.Services.AddOpenTelemetry()
                .WithTracing(tracing => tracing.AddSource(RerankKitTelemetry.ActivitySourceName))
                .WithMetrics(meters => meters.AddMeter(RerankKitTelemetry.MeterName));
            builder.Services.AddReranking().AddLexical().UseOpenTelemetry();
        });
        Assert.That(spans, Is.Empty);
        Assert.That(metrics, Is.Not.Empty);
    }

    [Test]
    public async Task ASamplerThatKeepsEverySpanDoesWithout()
    {
        (List<Activity> spans, _) = await RunAsync(builder =>
        {
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(RerankKitTelemetry.ActivitySourceName).SetSampler(new AlwaysOnSampler()));
            builder.Services.AddReranking().AddLexical().UseOpenTelemetry();
        });
        Assert.That(spans, Has.Count.EqualTo(1));
    }

    // One request to a web application that reranks.
    private static async Task<(List<Activity> Spans, List<Metric> Metrics)> RunAsync(Action<WebApplicationBuilder> configure)
    {
        List<Activity> spans = [];
        List<Metric> metrics = [];
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Critical); // on, as ASP.NET Core begins an activity only where somebody listens or logs
        configure(builder);
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddInMemoryExporter(spans));
        builder.Services.ConfigureOpenTelemetryMeterProvider(meters => meters.AddInMemoryExporter(metrics));
        await using WebApplication app = builder.Build();
        app.MapGet("/", async (IReranker reranker) => (await reranker.RerankAsync("signing key", ["a", "the signing key"])).Results[0].Index);
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using (var client = new HttpClient())
        {
            Assert.That(await client.GetStringAsync(new Uri(address)), Is.EqualTo("1"));
        }

        await app.StopAsync();
        app.Services.GetService<TracerProvider>()?.ForceFlush();
        app.Services.GetService<MeterProvider>()?.ForceFlush();
        return (spans, metrics);
    }

    private static string Block(string markdown) => markdown.Split("```csharp")[1].Split("```")[0];

    private static string Body(string source) => source.Split("WebApplicationBuilder builder)")[1].Trim().TrimStart('{').Split("\n    }")[0];

    private static string[] Statements(string code) => [.. code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static string Read(string path)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RerankKit.sln")))
        {
            folder = folder.Parent!;
        }

        return File.ReadAllText(Path.Combine(folder.FullName, path));
    }
}
