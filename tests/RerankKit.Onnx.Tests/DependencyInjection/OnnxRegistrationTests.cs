using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using RerankKit.LateInteraction;
using RerankKit.TestModels;

namespace RerankKit.Onnx.Tests.DependencyInjection;

public class OnnxRegistrationTests
{
    private static readonly string[] Texts = ["one", "two three"];

    [Test]
    public async Task ACrossEncoderIsRegisteredAndDecorated()
    {
        var services = new ServiceCollection();
        services.AddReranking().AddCrossEncoder(SharedModels.Of(TestArchitecture.Bert).FullName, options => options.ModelId = "tiny").UseStandardPipeline();
        await using ServiceProvider provider = services.BuildServiceProvider();
        RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync("one", Texts);
        Assert.That(response.ModelId, Is.EqualTo("tiny"));
        Assert.That(response.Results, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task ADecoderIsRegisteredByName()
    {
        TestModelFolder model = SharedModels.Of(TestModelPresets.Tiny(TestArchitecture.Qwen3) with { Head = TestHead.YesNoLast, MaxPositions = 1024 });
        var services = new ServiceCollection();
        services.AddReranking("judge").AddDecoderReranker(model.FullName);
        await using ServiceProvider provider = services.BuildServiceProvider();
        RerankResponse response = await provider.GetRequiredKeyedService<IReranker>("judge").RerankAsync("one", Texts);
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Probability));
    }

    [Test]
    public async Task ConfigurationDescribesAModel()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Provider"] = "cross-encoder",
            ["Options:Model"] = SharedModels.Of(TestArchitecture.Bert).FullName,
            ["Options:Activation"] = "Identity",
            ["Options:MaxLength"] = "64",
        }).Build();
        var services = new ServiceCollection();
        services.AddOnnxRerankers().AddReranking(configuration);
        await using ServiceProvider provider = services.BuildServiceProvider();
        IReranker reranker = provider.GetRequiredService<IReranker>();
        Assert.That(reranker.GetService<CrossEncoderReranker>()!.MaxLength, Is.EqualTo(64));
        Assert.That((await reranker.RerankAsync("one", Texts)).ScoreKind, Is.EqualTo(RerankScoreKind.Logit));
    }

    [Test]
    public async Task ConfigurationNamesPassageWindows()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Provider"] = "cross-encoder",
            ["Options:Model"] = SharedModels.Of(TestArchitecture.Bert).FullName,
            ["Pipeline:0:Use"] = "PassageWindows",
            ["Pipeline:0:WindowTokens"] = "8",
            ["Pipeline:0:Aggregation"] = "Mean",
        }).Build();
        var services = new ServiceCollection();
        services.AddOnnxRerankers().AddTritonRerankers().AddReranking(configuration);
        await using ServiceProvider provider = services.BuildServiceProvider();
        RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync("one", [string.Join(' ', Enumerable.Repeat("two three", 20)), "one"]);
        Assert.That(response.GetPassageWindows(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task ALateInteractionModelIsRegisteredAndWarmedUp()
    {
        var services = new ServiceCollection();
        services.AddReranking().AddLateInteraction(SharedModels.Of(TestModelPresets.TinyColbert).FullName, options => options.Dimension = 16, options => options.Aggregation = MaxSimAggregation.Mean);
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetServices<IHostedService>().Single().StartAsync(CancellationToken.None);
        IReranker reranker = provider.GetRequiredService<IReranker>();
        RerankResponse response = await reranker.RerankAsync("the capital", ["the capital of france", "a river"]);
        Assert.That(response.Results, Has.Count.EqualTo(2));
        Assert.That(response.Results.Select(result => result.Score), Is.All.InRange(-1, 1), "means of cosines");
        Assert.That(reranker.GetService<MultiVectorEncoder>()!.Dimension, Is.EqualTo(16));
        Assert.That((await new RerankerHealthCheck(provider).CheckHealthAsync(new())).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task ConfigurationDescribesALateInteractionModel()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Provider"] = "late-interaction",
            ["Options:Encoder:Provider"] = "onnx",
            ["Options:Encoder:Options:Model"] = SharedModels.Of(TestModelPresets.TinyColbert).FullName,
            ["Options:Encoder:Options:DocumentLength"] = "50",
            ["Options:Encoder:Options:Expansion"] = "Minimum",
        }).Build();
        var services = new ServiceCollection();
        services.AddOnnxRerankers().AddReranking(configuration);
        await using ServiceProvider provider = services.BuildServiceProvider();
        IReranker reranker = provider.GetRequiredService<IReranker>();
        var metadata = (MultiVectorEncoderMetadata)reranker.GetService(typeof(MultiVectorEncoderMetadata))!;
        Assert.That((metadata.MaxQueryTokens, metadata.MaxDocumentTokens), Is.EqualTo((128, 50)));
        Assert.That((await reranker.RerankAsync("one", Texts)).ScoreKind, Is.EqualTo(RerankScoreKind.Similarity));
    }

    [TestCase("Options:Modell", "x", "Options:Modell")]
    [TestCase("Options:MaxLength", "2", "MaxLength")]
    [TestCase("Options:Template", "nothing", "Template")]
    public async Task AWrongKeyOrValueIsNamed(string key, string value, string named)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Provider"] = "decoder", [key] = value })
            .Build();
        var services = new ServiceCollection();
        services.AddOnnxRerankers().AddReranking(configuration);
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredService<IReranker>(), Throws.InvalidOperationException.With.Message.Contains(named));
    }

    [Test]
    public async Task AHostWarmsTheModelUpWhileItStarts()
    {
        var services = new ServiceCollection();
        services.AddReranking().AddCrossEncoder(SharedModels.Of(TestArchitecture.Bert).FullName);
        services.AddReranking("cold").AddCrossEncoder("there/is-none", options => options.WarmUpOnStart = false);
        await using ServiceProvider provider = services.BuildServiceProvider();
        IHostedService[] hosted = [.. provider.GetServices<IHostedService>()];
        Assert.That(hosted, Has.Length.EqualTo(1));
        await hosted[0].StartAsync(CancellationToken.None);
        await hosted[0].StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task AModelThatCannotBeLoadedStopsTheHost()
    {
        var services = new ServiceCollection();
        services.AddSingleton(new ModelStoreOptions { IsOffline = true });
        services.AddReranking().AddCrossEncoder("there/is-none");
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(
            async () => await provider.GetServices<IHostedService>().Single().StartAsync(CancellationToken.None),
            Throws.TypeOf<ModelStoreException>().With.Message.Contains("there/is-none"));
    }
}
