using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RerankKit.LateInteraction.Tests;

public class AddLateInteractionTests
{
    [Test]
    public async Task AFactoryMakesTheEncoder()
    {
        var encoder = new WordEncoder();
        var services = new ServiceCollection();
        services.AddReranking().AddLateInteraction(_ => encoder, options => options.Aggregation = MaxSimAggregation.Mean).UseCandidateCap();
        using (ServiceProvider provider = services.BuildServiceProvider())
        {
            RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync("key", ["key", "page"]);
            Assert.That(response.Results[0].Score, Is.EqualTo(1).Within(1e-6));
        }

        Assert.That(encoder.DisposeCount, Is.EqualTo(1), "the container disposes the reranker, and that its encoder");
    }

    [Test]
    public void AnEncoderOfTheContainerIsLeftToIt()
    {
        var encoder = new WordEncoder();
        var services = new ServiceCollection();
        services.AddSingleton<IMultiVectorEncoder>(_ => encoder);
        services.AddReranking("late", ServiceLifetime.Transient)
            .AddLateInteraction(provider => provider.GetRequiredService<IMultiVectorEncoder>(), options => options.LeaveEncoderOpen = true);
        using (ServiceProvider provider = services.BuildServiceProvider())
        {
            using (IReranker reranker = provider.GetRequiredKeyedService<IReranker>("late"))
            {
                Assert.That(reranker.GetService<WordEncoder>(), Is.SameAs(encoder));
            }

            Assert.That(encoder.DisposeCount, Is.Zero, "it is the container's");
        }

        Assert.That(encoder.DisposeCount, Is.EqualTo(1));
    }

    [Test]
    public void AFactoryWithoutAnEncoderIsSaid()
    {
        var services = new ServiceCollection();
        services.AddReranking().AddLateInteraction(_ => null!);
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredService<IReranker>(), Throws.InvalidOperationException.With.Message.Contains("returned null"));
    }

    [Test]
    public void TheStoreIsTheOptionsOrTheContainersOrTheProviders()
    {
        var fromOptions = new StubTokenVectorStore();
        var fromContainer = new StubTokenVectorStore();
        var services = new ServiceCollection();
        services.AddSingleton<ITokenVectorStoreProvider>(new StoreProvider());
        services.AddKeyedSingleton<ITokenVectorStore>("kept", (_, _) => fromContainer);
        services.AddReranking("given").AddLateInteraction(_ => new WordEncoder(), options => options.Store = fromOptions);
        services.AddReranking("kept").AddLateInteraction(_ => new WordEncoder());
        services.AddReranking("opened").AddLateInteraction(_ => new WordEncoder());
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(Store("given"), Is.SameAs(fromOptions));
        Assert.That(Store("kept"), Is.SameAs(fromContainer));
        Assert.That(Store("opened"), Is.SameAs(((StoreProvider)provider.GetRequiredService<ITokenVectorStoreProvider>()).Opened.Single()));

        ITokenVectorStore? Store(string name) => provider.GetRequiredKeyedService<IReranker>(name).GetService<LateInteractionReranker>()!.GetService<ITokenVectorStore>();
    }

    [Test]
    public void AStoreThatWasOpenedForTheRerankerIsDisposedWithIt()
    {
        var stores = new StoreProvider();
        var services = new ServiceCollection().AddKeyedSingleton<ITokenVectorStoreProvider>("late", stores);
        services.AddReranking("late").AddLateInteraction(_ => new WordEncoder());
        using (ServiceProvider provider = services.BuildServiceProvider())
        {
            provider.GetRequiredKeyedService<IReranker>("late");
        }

        Assert.That(stores.Opened.Single().DisposeCount, Is.EqualTo(1));
    }

    [Test]
    public void WhatWasMadeIsDisposedWhenItDoesNotFit()
    {
        var encoder = new WordEncoder();
        var stores = new StoreProvider("r0");
        var services = new ServiceCollection().AddSingleton<ITokenVectorStoreProvider>(stores);
        services.AddReranking().AddLateInteraction(_ => encoder);
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredService<IReranker>(), Throws.ArgumentException.With.Message.Contains("revision 'r0'"));
        Assert.That((encoder.DisposeCount, stores.Opened.Single().DisposeCount), Is.EqualTo((1, 1)));
    }

    [Test]
    public void ConfigurationNamesAnEncoderOfTheContainer()
    {
        IServiceCollection services = new ServiceCollection().AddLateInteractionRerankers();
        services.AddKeyedSingleton<IMultiVectorEncoder>("words", (_, _) => new WordEncoder());
        var stores = new StoreProvider();
        services.AddKeyedSingleton<ITokenVectorStoreProvider>("disk", stores);
        services.AddReranking(Section("""
            { "Provider": "late-interaction", "Options": { "Encoder": "words", "Store": "disk", "StoreEncoded": true, "Aggregation": "Mean", "MaxDegreeOfParallelism": 2 } }
            """));
        using ServiceProvider provider = services.BuildServiceProvider();
        IReranker reranker = provider.GetRequiredService<IReranker>();
        Assert.That(reranker.GetService<WordEncoder>(), Is.SameAs(provider.GetRequiredKeyedService<IMultiVectorEncoder>("words")));
        Assert.That(stores.Opened, Has.Count.EqualTo(1));
        Assert.That(reranker.GetService<RerankerMetadata>()!.Revision, Does.EndWith("Mean"));
    }

    [Test]
    public void ConfigurationDescribesAnEncoder()
    {
        var services = new ServiceCollection();
        services.AddMultiVectorEncoderProvider("words", (_, section) => new WordEncoder { Metadata = new("words", 16) { ModelId = section["Model"] } });
        services.AddReranking(Section("""
            { "Provider": "late-interaction", "Options": { "Precision": "Float32", "Encoder": { "Provider": "Words", "Options": { "Model": "m" } } } }
            """));
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IReranker>().GetService<RerankerMetadata>()!.DefaultModelId, Is.EqualTo("m"));
    }

    [TestCase("""{ "Encoder": { "Provider": "none" } }""", "'Reranking:Options:Encoder:Provider' is 'none', which no package has registered. Known are words")]
    [TestCase("""{ "Encoder": { "Options": { } , "Provider": "" } }""", "'Reranking:Options:Encoder:Provider'")]
    [TestCase("""{ "Encoder": { "Provider": "words", "Model": "x" } }""", "'Reranking:Options:Encoder:Model' is not known")]
    [TestCase("""{ "Precision": "Residual2Bit" }""", "'Reranking:Options:Precision' is 'Residual2Bit'")]
    [TestCase("""{ "Aggregate": "Mean" }""", "'Reranking:Options:Aggregate' is not known")]
    [TestCase("""{ "MaxDegreeOfParallelism": 0 }""", "'Reranking:Options:MaxDegreeOfParallelism' is '0'")]
    [TestCase("""{ }""", "none is registered")]
    public void AWrongSettingIsNamedWhenTheApplicationStarts(string options, string message)
    {
        var services = new ServiceCollection();
        services.AddMultiVectorEncoderProvider("words", (_, _) => new WordEncoder());
        services.AddReranking(Section($$"""{ "Provider": "late-interaction", "Options": {{options}} }"""));
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IStartupValidator>().Validate, Throws.InvalidOperationException.With.Message.Contains(message));
    }

    [Test]
    public void ScopesShareAGivenStore()
    {
        var store = new StubTokenVectorStore();
        var services = new ServiceCollection();
        services.AddReranking(lifetime: ServiceLifetime.Scoped).AddLateInteraction(_ => new WordEncoder(), options => options.Store = store);
        using ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);
        using (IServiceScope scope = provider.CreateScope())
        {
            scope.ServiceProvider.GetRequiredService<IReranker>();
        }

        Assert.That(store.DisposeCount, Is.Zero);
    }

    private static IConfigurationSection Section(string json) =>
        new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Reranking": {{json}} }""")))
            .Build()
            .GetSection("Reranking");

    private sealed class StoreProvider(string? revision = null) : ITokenVectorStoreProvider
    {
        public List<StubTokenVectorStore> Opened { get; } = [];

        public ITokenVectorStore Open(MultiVectorEncoderMetadata encoder)
        {
            var store = new StubTokenVectorStore(TokenVectorCodecs.Create(TokenVectorPrecision.Float32, encoder.Dimension), revision ?? encoder.Revision!);
            Opened.Add(store);
            return store;
        }
    }
}
