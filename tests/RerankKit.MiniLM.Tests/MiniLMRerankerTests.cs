using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.LateInteraction;

namespace RerankKit.MiniLM.Tests;

/// <summary>The reranker, in code and in configuration.</summary>
public class MiniLMRerankerTests
{
    private const string Query = "how do I change my password";
    private const int QueryTokens = 8;

    // The words are those of the last one, the meaning is that of the second.
    private static readonly string[] Texts =
    [
        "The stadium opens at noon.",
        "Credentials are renewed on the security page of your account.",
        "Change the oil of the car every year.",
    ];

    [Test]
    public async Task ItRanksByMeaning()
    {
        using LateInteractionReranker reranker = MiniLMReranker.Create();
        RerankResponse response = await reranker.RerankAsync(Query, Texts);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 1, 2, 0 }));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Similarity));
    }

    [Test]
    public async Task TextsAreReadToTheLengthThatTheModelIsPublishedWith()
    {
        using LateInteractionReranker reranker = MiniLMReranker.Create();
        using LateInteractionReranker shorter = MiniLMReranker.Create(encoder => encoder.DocumentLength = 32);
        string text = string.Join(' ', Enumerable.Repeat("word", 300));
        Assert.That((await reranker.RerankAsync(Query, [text])).Results[0], Has.Property("TokenCount").EqualTo(256 + QueryTokens).And.Property("IsTruncated").True);
        Assert.That((await shorter.RerankAsync(Query, [text])).Results[0], Has.Property("TokenCount").EqualTo(32 + QueryTokens));
    }

    [Test]
    public async Task ItIsRegisteredAndDecorated()
    {
        var services = new ServiceCollection();
        services.AddReranking().AddMiniLM(encoder => encoder.ModelId = "mine").UseStandardPipeline();
        Assert.That(await FirstAsync(services), Is.EqualTo((1, "mine")));
    }

    [Test]
    public async Task WithAStoreOfTheContainerADocumentIsEncodedOnce()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ITokenVectorStoreProvider, MemoryStores>();
        services.AddReranking().AddMiniLM(configure: options => options.StoreEncoded = true);
        await using ServiceProvider provider = services.BuildServiceProvider();
        IReranker reranker = provider.GetRequiredService<IReranker>();
        RerankResponse first = await reranker.RerankAsync(Query, Texts);
        RerankResponse second = await reranker.RerankAsync(Query, Texts);
        Assert.That(Store(first), Has.Property("Decision").EqualTo("miss").And.Property("Reason").Contains($"{Texts.Length} encoded; stored"));
        Assert.That(Store(second), Has.Property("Decision").EqualTo("hit").And.Property("CandidatesScored").EqualTo(Texts.Length));
        Assert.That(second.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(first.Results.Select(result => (result.Index, result.Score))));

        static RerankStage Store(RerankResponse response) => response.Stages.Single(stage => stage.Name == "token-vector-store");
    }

    [TestCase("late-interaction", "Encoder", "DocumentLength", "128")]
    [TestCase("embeddings", "Generator", "Dimension", "384")]
    public async Task ConfigurationTakesItForBoth(string provider, string member, string option, string value)
    {
        ServiceCollection services = Configured(provider, member, option, value);
        Assert.That((await FirstAsync(services)).Index, Is.EqualTo(1));
    }

    [TestCase("late-interaction", "Encoder")]
    [TestCase("embeddings", "Generator")]
    public void ConfigurationThatNamesAnotherModelIsRefused(string provider, string member)
    {
        ServiceCollection services = Configured(provider, member, "Model", "elsewhere");
        using ServiceProvider container = services.BuildServiceProvider();
        Assert.That(() => container.GetRequiredService<IReranker>(), Throws.InvalidOperationException.With.Message.Contains($"Options:{member}:Options:Model").And.Message.Contains("brings its model"));
    }

    private sealed class MemoryStores : ITokenVectorStoreProvider
    {
        public ITokenVectorStore Open(MultiVectorEncoderMetadata encoder) => new MemoryTokenVectorStore(encoder.Revision!, TokenVectorCodecs.Create(TokenVectorPrecision.Float32, encoder.Dimension));
    }

    private static ServiceCollection Configured(string provider, string member, string option, string value)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Provider"] = provider,
            [$"Options:{member}:Provider"] = "minilm",
            [$"Options:{member}:Options:{option}"] = value,
        }).Build();
        var services = new ServiceCollection();
        services.AddMiniLMModel().AddMiniLMModel().AddReranking(configuration);
        return services;
    }

    private static async Task<(int Index, string? Model)> FirstAsync(ServiceCollection services)
    {
        await using ServiceProvider provider = services.BuildServiceProvider();
        RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync(Query, Texts);
        return (response.Results[0].Index, response.ModelId);
    }
}
