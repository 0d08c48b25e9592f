using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Packaging.Tests;
using YamlDotNet.RepresentationModel;

namespace RerankKit.AspNetCore.Tests;

/// <summary>The dashboard and the alert rules use series, labels and values that a running server emits.</summary>
public sealed partial class ObservabilityTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "docs", "observability");

    private static IEnumerable<string> Expressions()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "grafana-dashboard.json")));
        foreach (JsonElement panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
        {
            foreach (JsonElement target in panel.GetProperty("targets").EnumerateArray())
            {
                yield return target.GetProperty("expr").GetString()!;
            }
        }

        var alerts = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Folder, "alerts.yaml"));
        alerts.Load(reader);
        foreach (YamlNode rule in (YamlSequenceNode)alerts.Documents[0].RootNode["groups"][0]["rules"])
        {
            yield return rule["expr"].ToString();
        }
    }

    [Test]
    public async Task EverySeriesThatTheyUseIsEmitted()
    {
        await using RunningServer server = await RunningServer.StartAsync(services =>
        {
            services.AddReranking().AddReranker(new SharedWords()).UseOpenTelemetry().UseCache();
            services.AddReranking("broken").AddReranker(new SharedWords("broken-model") { Before = _ => throw new IOException() }).UseOpenTelemetry().UseFallback();
        });
        foreach (string body in (string[])["""{"query":"q","documents":["a","q"]}""", """{"query":"q","documents":["a","q"]}""", """{"query":"q","documents":["a","q"],"model":"broken"}""", "{}"])
        {
            await server.PostAsync("/v1/rerank", body);
        }

        await server.PostAsync("/v1/rerank", """{"query":"q","documents":["a"]}""", ("RerankKit-Time-Budget", "00:00:00.0000001"));

        (_, string metrics) = await server.GetAsync("/metrics");
        string[] expressions = [.. Expressions()];
        Assert.That(expressions, Has.Length.GreaterThan(20));
        foreach (string expression in expressions)
        {
            string[] series = [.. Series().Matches(expression).Select(match => match.Value)];
            Assert.That(series, Is.Not.Empty, expression);
            Assert.That(series.Where(name => !metrics.Contains($"\n{name}{{", StringComparison.Ordinal) && !metrics.Contains($"\n{name} ", StringComparison.Ordinal)), Is.Empty, expression);

            // A label that is compared with a value is one of these series, and the value one that was seen.
            foreach (Match label in Compared().Matches(expression).Where(label => label.Groups["name"].Value != "job"))
            {
                Assert.That(metrics, Does.Contain($"{label.Groups["name"].Value}=\"{label.Groups["value"].Value.Split('|')[0]}\""), expression);
            }
        }
    }

    [GeneratedRegex("\\b(rerankkit|gen_ai_client|te)_[a-z_]+(_total|_sum|_count|_bucket|_length|_requests|_size)\\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Series();

    [GeneratedRegex("(?<name>[a-z_]+)=~?\"(?<value>[a-z0-9|_]+)\"", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Compared();
}
