using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.MiniLM.Tests;

/// <summary>The embedded reranker before a model, and in its place when it fails, as configuration puts them together.</summary>
public class EmbeddedBesideItTests
{
    private const string Query = "how do I change my password";
    private static readonly RerankCandidate[] Candidates =
    [
        new("Change the oil of the car every year.") { Score = 4 },
        new("The stadium opens at noon.") { Score = 3 },
        new("Credentials are renewed on the security page of your account.") { Score = 2 },
        new("The password of the account is changed on the security page.") { Score = 1 },
    ];

    [Test]
    public async Task ACascadeRanksTheBestOfTheFastOneAgain()
    {
        RerankResponse response = await RerankAsync("""
            {
              "Provider": "cascade",
              "Options": { "Stages": [ { "Reranker": "fast", "Keep": 2 }, { "Reranker": "precise" } ] },
              "Rerankers": {
                "fast":    { "Provider": "embedded" },
                "precise": { "Provider": "late-interaction", "Options": { "Encoder": { "Provider": "minilm" } } }
              }
            }
            """);
        Assert.That(response.Results.Take(2).Select(result => result.Index), Is.EquivalentTo(new[] { 2, 3 }));
        Assert.That(
            response.Results.Select(result => result.Placement),
            Is.EqualTo(new[] { RerankPlacement.Scored, RerankPlacement.Scored, RerankPlacement.EarlierStage, RerankPlacement.EarlierStage }));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Similarity), "the scores are the model's");
    }

    [TestCase("fast", RerankPlacement.Scored, 3)]
    [TestCase("broken", RerankPlacement.FellBack, 0)]
    public async Task WhereTheModelFailsTheAlternativeRanksAndThenTheFirstStage(string alternative, RerankPlacement placement, int best)
    {
        RerankResponse response = await RerankAsync($$"""
            {
              "Provider": "failing",
              "Pipeline": [ { "Use": "Fallback", "Alternatives": [ "{{alternative}}" ] } ],
              "Rerankers": { "fast": { "Provider": "embedded" }, "broken": { "Provider": "failing" } }
            }
            """);
        Assert.That(response.Results[0], Has.Property("Index").EqualTo(best).And.Property("Placement").EqualTo(placement));
    }

    private static async Task<RerankResponse> RerankAsync(string json)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json))).Build();
        var services = new ServiceCollection();
        services.AddMiniLMModel().AddEmbeddedReranker().AddRerankerProvider("failing", (_, _) => new FailingReranker());
        services.AddReranking(configuration);
        await using ServiceProvider provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<IReranker>().RerankAsync(Query, Candidates);
    }

    private sealed class FailingReranker : IReranker
    {
        public Task<RerankResponse> RerankAsync(string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("The model is gone.");

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

        public void Dispose()
        {
        }
    }
}
