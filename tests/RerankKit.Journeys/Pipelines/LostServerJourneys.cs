using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RerankKit.Journeys;

/// <summary>A reranking service that dies: the first stage's order stands, the reason is said, and the health check asks the service itself.</summary>
public sealed class LostServerJourneys : PipelineJourney
{
    private readonly LocalServer _server = new(Answer);

    [OneTimeTearDown]
    public void Close() => _server.Dispose();

    [Test]
    [Order(1)]
    public async Task WhileTheServerLivesItsScoresStandAndHealthIsWell()
    {
        foreach (ServiceProvider application in await BothAsync())
        {
            bool isScored = true;
            await Questions.MeasureAsync(application.GetRequiredService<IReranker>(), response => isScored &= response.Results.All(result => result.IsScored));
            Assert.That(isScored);
            Assert.That((await HealthAsync(application)).Status, Is.EqualTo(HealthStatus.Healthy));
        }
    }

    [Test]
    [Order(2)]
    public async Task WhenItDiesTheFirstStageStandsWithTheReasonAndHealthSaysSo()
    {
        ServiceProvider[] applications = await BothAsync();
        foreach (ServiceProvider application in applications)
        {
            await Questions.MeasureAsync(application.GetRequiredService<IReranker>());
        }

        _server.Stop();
        foreach (ServiceProvider application in applications)
        {
            IReranker reranker = application.GetRequiredService<IReranker>();
            RerankCandidate[] candidates = await Questions.RetrieveAsync(Questions.Queries[0]);
            RerankResponse response = await reranker.RerankAsync("a question that no cache has", candidates);
            ProductQuestions.NothingIsLost(response, candidates);
            Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(candidates.Select((_, i) => (i, RerankPlacement.FellBack))));
            RerankStage fallback = response.Stages.Single(stage => stage.Name == "fallback");
            Assert.That(fallback.Decision, Is.EqualTo("fell-back"));
            Assert.That(fallback.Reason, Does.Contain("tei").And.Contain("Exception"));

            // What is in the cache is answered as before; that must not make the service well.
            Assert.That((await reranker.RerankAsync(Questions.Queries[0].Text, candidates)).Results, Has.All.Matches<RerankResult>(result => result.IsScored));
            HealthReportEntry health = await HealthAsync(application);
            Assert.That(health.Status, Is.EqualTo(HealthStatus.Degraded));
            Assert.That(health.Description, Does.Contain("tei"));
        }
    }

    private async Task<ServiceProvider[]> BothAsync() =>
    [
        await StartAsync(services =>
        {
            services.AddReranking().AddTextEmbeddingsInference(o => o.Endpoint = new(_server.Url)).UseStandardPipeline(o => o.TimeBudget = TimeSpan.FromSeconds(30));
            services.AddHealthChecks().AddReranker();
        }),
        await StartAsync(services =>
        {
            services.AddRemoteRerankers().AddReranking(Settings(
                $$"""{ "Reranking": { "Provider": "tei", "Options": { "Endpoint": "{{_server.Url}}" }, "StandardPipeline": { "TimeBudget": "30s" } } }"""));
            services.AddHealthChecks().AddReranker();
        }),
    ];

    private static async Task<HealthReportEntry> HealthAsync(ServiceProvider application) =>
        (await application.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries.Values.Single();

    private static string Answer(LocalRequest request)
    {
        if (request.Body.Length == 0)
        {
            return """{"model_id":"double","model_type":{"reranker":{}},"max_client_batch_size":32,"max_input_length":512}""";
        }

        using var body = JsonDocument.Parse(request.Body);
        return JsonSerializer.Serialize(body.RootElement.GetProperty("texts").EnumerateArray().Select((text, index) => new { index, score = 1.0 / (1 + text.GetString()!.Length) }));
    }
}
