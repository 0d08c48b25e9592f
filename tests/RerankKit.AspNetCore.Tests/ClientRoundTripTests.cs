using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.AspNetCore.Tests;

/// <summary>Our own clients of each service against the server: what comes back is what the reranker says in the process.</summary>
public sealed class ClientRoundTripTests
{
    private const string Query = "rotate the signing key";

    private static readonly RerankCandidate[] Candidates =
    [
        "The billing page lists invoices.", "How to rotate a signing key, with \"quotes\" and é日𝄞.", "", "Keys and locks.", "rotate the signing key", "A page about something else entirely.",
    ];

    private static IEnumerable<TestCaseData> Clients() =>
        new (string Name, RerankScoreKind Kind, Func<IRerankingBuilder, Uri, RerankerBuilder> Add)[]
        {
            ("tei", RerankScoreKind.Probability, (builder, address) => builder.AddTextEmbeddingsInference(o => o.Endpoint = address)),
            ("tei, raw", RerankScoreKind.Logit, (builder, address) => builder.AddTextEmbeddingsInference(o => (o.Endpoint, o.RawScores) = (address, true))),
            ("cohere v1", RerankScoreKind.Probability, (builder, address) => builder.AddCohere(o => (o.Endpoint, o.ApiKey, o.ModelId, o.ApiVersion) = (address, "key", "default", 1))),
            ("cohere v2", RerankScoreKind.Probability, (builder, address) => builder.AddCohere(o => (o.Endpoint, o.ApiKey, o.ModelId) = (address, "key", "default"))),
            ("jina", RerankScoreKind.Probability, (builder, address) => builder.AddJina(o => (o.Endpoint, o.ApiKey, o.ModelId) = (address, "key", "shared-words"))),
            ("vllm", RerankScoreKind.Probability, (builder, address) => builder.AddVllm(o => o.Endpoint = address)),
            ("vllm, raw", RerankScoreKind.Logit, (builder, address) => builder.AddVllm(o => (o.Endpoint, o.RawScores) = (address, true))),
            ("infinity", RerankScoreKind.Probability, (builder, address) => builder.AddInfinity(o => o.Endpoint = address)),
            ("infinity, raw", RerankScoreKind.Logit, (builder, address) => builder.AddInfinity(o => (o.Endpoint, o.RawScores) = (address, true))),
            ("llama.cpp", RerankScoreKind.Probability, (builder, address) => builder.AddLlamaCpp(o => (o.Endpoint, o.ScoreKind) = (address, RerankScoreKind.Probability))),
        }.Select(client => new TestCaseData(client.Kind, client.Add).SetArgDisplayNames(client.Name));

    [TestCaseSource(nameof(Clients))]
    public async Task TheRankingIsTheOneOfTheProcess(RerankScoreKind kind, Func<IRerankingBuilder, Uri, RerankerBuilder> add)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var services = new ServiceCollection();
        add(services.AddReranking(), server.Address);
        await using ServiceProvider provider = services.BuildServiceProvider();

        RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync(Query, Candidates);

        using var inProcess = new SharedWords(kind: kind);
        RerankResponse expected = await inProcess.RerankAsync(Query, Candidates);

        // Clients of services that refuse empty documents keep them back.
        RerankResult[] scored = [.. response.Results.Where(result => result.IsScored)];
        Assert.That(scored, Has.Length.GreaterThanOrEqualTo(Candidates.Length - 1));
        Assert.That(scored.Select(result => result.Index), Is.EqualTo(expected.Results.Select(result => result.Index).Where(scored.Select(result => result.Index).Contains)));
        foreach (RerankResult result in scored)
        {
            Assert.That(result.Score, Is.EqualTo(expected.Results.Single(other => other.Index == result.Index).Score).Within(1e-10));
        }

        Assert.That(response.ScoreKind, Is.EqualTo(kind));
    }

    [Test]
    public async Task LogitsBecomeTheProbabilitiesThatTheServicesAnswerWith()
    {
        await using RunningServer server = await RunningServer.StartAsync(services => services.AddReranking().AddReranker(new SharedWords(kind: RerankScoreKind.Logit)));
        var services = new ServiceCollection();
        services.AddReranking("tei").AddTextEmbeddingsInference(o => o.Endpoint = server.Address);
        services.AddReranking("raw").AddTextEmbeddingsInference(o => (o.Endpoint, o.RawScores) = (server.Address, true));
        await using ServiceProvider provider = services.BuildServiceProvider();
        foreach (RerankResult result in (await provider.GetRequiredKeyedService<IReranker>("tei").RerankAsync(Query, Candidates)).Results)
        {
            Assert.That(result.Score, Is.EqualTo(SharedWords.ProbabilityOf(Query, Candidates[result.Index].Text)).Within(1e-10));
        }

        foreach (RerankResult result in (await provider.GetRequiredKeyedService<IReranker>("raw").RerankAsync(Query, Candidates)).Results)
        {
            Assert.That(result.Score, Is.EqualTo(SharedWords.LogitOf(Query, Candidates[result.Index].Text)).Within(1e-9));
        }
    }
}
