using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.AspNetCore.Tests;

public sealed partial class MetricsTests
{
    [Test]
    public async Task EveryRequestIsCountedUnderBothNames()
    {
        await using RunningServer server = await RunningServer.StartAsync(services => services.AddReranking().AddReranker(new SharedWords()).UseOpenTelemetry());
        await server.PostAsync("/rerank", """{"query":"q","texts":["a","q"]}""");
        await server.PostAsync("/v2/rerank", """{"query":"q","documents":["a","q","r"]}""");
        await server.PostAsync("/v2/rerank", """{"query":"q","documents":[]}""");
        (_, string text) = await server.GetAsync("/metrics");
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.All.Matches<string>(line => line.StartsWith('#') || Sample().IsMatch(line)));
        Assert.That(lines, Is.SupersetOf(new[]
        {
            "# TYPE te_request_count counter",
            "te_request_count{method=\"batch\"} 3",
            "te_request_success{method=\"batch\"} 2",
            "te_request_failure{err=\"empty\"} 1",
            "te_predict_count 5",
            "te_request_duration_count 2",
            "te_request_queue_duration_count 2",
            "te_request_inference_duration_bucket{le=\"+Inf\"} 2",
            "te_queue_size 0",
            "# TYPE rerankkit_server_request_duration_seconds histogram",
            "rerankkit_server_request_duration_seconds_count{rerankkit_server_dialect=\"tei\",http_response_status_code=\"200\"} 1",
            "rerankkit_server_request_duration_seconds_count{rerankkit_server_dialect=\"cohere_v2\",http_response_status_code=\"400\"} 1",
            "rerankkit_server_refused_total{error_type=\"empty\"} 1",
            "rerankkit_server_queue_length 0",
            "rerankkit_server_active_requests 0",
        }));
        Assert.That(text, Does.Contain("rerankkit_results_total{").And.Contain("gen_ai_client_operation_duration_seconds_bucket{"));
    }

    [GeneratedRegex(@"^[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*=""([^""\\]|\\.)*"",?)+\})? (NaN|[+-]?(Inf|[0-9.eE+-]+))$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Sample();
}
