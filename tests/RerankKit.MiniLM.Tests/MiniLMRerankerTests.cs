using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RerankKit.Conformance;
using RerankKit.LateInteraction;
using RerankKit.Onnx;

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

    [TestCase(ModelEngine.Auto, "onnx")]
    [TestCase(ModelEngine.OnnxRuntime, "onnx")]
    [TestCase(ModelEngine.Managed, "managed")]
    public async Task TheEngineThatIsNamedRanksByMeaning(ModelEngine engine, string provider)
    {
        using LateInteractionReranker reranker = MiniLMReranker.Create(encoder => encoder.Engine = engine);
        RerankResponse response = await reranker.RerankAsync(Query, Texts);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 1, 2, 0 }));
        Assert.That(reranker.GetService<MultiVectorEncoderMetadata>()!.ProviderName, Is.EqualTo(provider));
    }

    [Test]
    public async Task TheLogSaysWhichEngineAndWhy()
    {
        var log = new CapturedLog();
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(log);
        services.AddReranking().AddMiniLM();
        Assert.That((await FirstAsync(services)).Index, Is.EqualTo(1));
        Assert.That(log.Messages, Has.Some.Contains("run by the engine onnx: it multiplies in 8 bits"));
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
    [TestCase("late-interaction", "Encoder", "Engine", "Managed")]
    [TestCase("embeddings", "Generator", "Engine", "Managed")]
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
