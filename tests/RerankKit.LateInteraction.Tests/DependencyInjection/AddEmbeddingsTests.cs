using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RerankKit.LateInteraction.Tests;

public class AddEmbeddingsTests
{
    [Test]
    public async Task AGivenGeneratorStaysTheCallers()
    {
        var generator = new WordGenerator();
        var services = new ServiceCollection();
        services.AddReranking().AddEmbeddings(generator, options => options.QueryPrompt = "key ").UseCandidateCap();
        using (ServiceProvider provider = services.BuildServiceProvider())
        {
            RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync("key", ["key", "page"]);
            Assert.That(response.Results[0].Score, Is.EqualTo(1).Within(1e-6));
        }

        Assert.That(generator.DisposeCount, Is.Zero);
    }

    [Test]
    public void AFactorysGeneratorIsDisposedWithTheReranker()
    {
        var generator = new WordGenerator();
        var services = new ServiceCollection();
        services.AddReranking().AddEmbeddings(_ => generator);
        using (ServiceProvider provider = services.BuildServiceProvider())
        {
            Assert.That(provider.GetRequiredService<IReranker>().GetService<WordGenerator>(), Is.SameAs(generator));
        }

        Assert.That(generator.DisposeCount, Is.EqualTo(1));
    }

    [Test]
    public void TheContainersGeneratorIsTakenWithAndWithoutAKey()
    {
        var plain = new WordGenerator();
        var keyed = new WordGenerator();
        var services = new ServiceCollection();
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(plain);
        services.AddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>("big", keyed);
        services.AddReranking("plain").AddEmbeddings();
        services.AddReranking("big").AddEmbeddings(generatorKey: "big");
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredKeyedService<IReranker>("plain").GetService<WordGenerator>(), Is.SameAs(plain));
        Assert.That(provider.GetRequiredKeyedService<IReranker>("big").GetService<WordGenerator>(), Is.SameAs(keyed));
    }

    [TestCase(null, "AddEmbeddingGenerator")]
    [TestCase("big", "with the key 'big'")]
    public void AMissingGeneratorStopsTheStart(string? key, string message)
    {
        var services = new ServiceCollection();
        services.AddReranking().AddEmbeddings(generatorKey: key);
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IStartupValidator>().Validate, Throws.InvalidOperationException.With.Message.Contains(message));
        Assert.That(() => provider.GetRequiredService<IReranker>(), Throws.InvalidOperationException.With.Message.Contains(message));
    }

    [Test]
    public void AFactoryWithoutAGeneratorIsSaid()
    {
        var services = new ServiceCollection();
        services.AddReranking().AddEmbeddings(_ => null!);
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredService<IReranker>(), Throws.InvalidOperationException.With.Message.Contains("returned null"));
    }

    [Test]
    public async Task VectorsAreKeptInTheApplicationsDistributedCache()
    {
        var cache = new DistributedTokenVectorStoresTests.Cache();
        foreach (int expected in (int[])[2, 1])
        {
            var generator = new WordGenerator();
            var services = new ServiceCollection();
            services.AddSingleton<IDistributedCache>(cache).AddDistributedTokenVectorStore();
            services.AddReranking().AddEmbeddings(generator);
            using ServiceProvider provider = services.BuildServiceProvider();
            provider.GetRequiredService<IStartupValidator>().Validate();
            await provider.GetRequiredService<IReranker>().RerankAsync("key", ["key of the page", "page"]);
            Assert.That(generator.Calls, Has.Count.EqualTo(expected), "the second process asks for the query alone");
        }
    }

    [Test]
    public void ADistributedStoreWithoutACacheStopsTheStart()
    {
        IServiceCollection services = new ServiceCollection().AddDistributedTokenVectorStore();
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IStartupValidator>().Validate, Throws.InvalidOperationException.With.Message.Contains("IDistributedCache"));
    }

    [Test]
    public async Task ConfigurationNamesAGeneratorOfTheContainer()
    {
        IServiceCollection services = new ServiceCollection().AddLateInteractionRerankers();
        services.AddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>("words", (_, _) => new WordGenerator());
        services.AddReranking(Section("""
            { "Provider": "embeddings", "Options": { "Generator": "words", "QueryPrompt": "q: ", "DocumentPrompt": "d: ", "Dimension": 8, "Revision": "r", "MemoryCacheBytes": 1000000,
              "Blend": { "Weight": 0.6, "Normalization": "ZScore" } } }
            """));
        using ServiceProvider provider = services.BuildServiceProvider();
        IReranker reranker = provider.GetRequiredService<IReranker>();
        RerankResponse response = await reranker.RerankAsync("key", [new("key") { Score = 1 }, new("page") { Score = 2 }]);
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Fused));
        Assert.That(provider.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>("words").GetService<WordGenerator>()!.Calls.Select(call => call.Texts[0]), Is.EqualTo(new[] { "q: key", "d: key" }));
        Assert.That(reranker.GetService<RerankerMetadata>()!.Revision, Is.EqualTo("r;prompt=d: ;dimension=8;query=q: ;blend=0.6/ZScore"));
    }

    [Test]
    public void ConfigurationDescribesAGenerator()
    {
        IServiceCollection services = new ServiceCollection().AddEmbeddingGeneratorProvider("words", (_, section) => new WordGenerator { Metadata = new(section["Name"]) });
        services.AddReranking(Section("""{ "Provider": "embeddings", "Options": { "Generator": { "Provider": "Words", "Options": { "Name": "mine" } } } }"""));
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IReranker>().GetService<WordGenerator>()!.Metadata!.ProviderName, Is.EqualTo("mine"));
    }

    [TestCase("""{ "Generator": { "Provider": "other" } }""", "'Reranking:Options:Generator:Provider' is 'other'", "AddOnnxRerankers")]
    [TestCase("""{ "Generator": { "Options": {} } }""", "Reranking:Options:Generator", "")]
    [TestCase("""{ "Generator": "missing" }""", "with the key 'missing'", "")]
    [TestCase("{}", "No IEmbeddingGenerator", "")]
    [TestCase("""{ "Prompt": "x" }""", "Prompt", "QueryPrompt")]
    [TestCase("""{ "Blend": { "Share": 1 } }""", "Share", "Weight")]
    public void WrongConfigurationIsSaid(string options, string message, string remedy)
    {
        IServiceCollection services = new ServiceCollection().AddEmbeddingGeneratorProvider("words", (_, _) => new WordGenerator());
        services.AddReranking(Section($$"""{ "Provider": "embeddings", "Options": {{options}} }"""));
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredService<IReranker>(), Throws.InvalidOperationException.With.Message.Contains(message).And.Message.Contains(remedy));
    }

    private static IConfigurationSection Section(string json) => new ConfigurationBuilder()
        .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Reranking": {{json}} }""")))
        .Build()
        .GetSection("Reranking");
}
