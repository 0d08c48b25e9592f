using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.LateInteraction;
using RerankKit.TestModels;

namespace RerankKit.Triton.Tests;

public class TritonRegistrationTests
{
    private static readonly string[] Texts = ["one", "two three"];

    [Test]
    public async Task AServedCrossEncoderIsRegisteredAndDecorated()
    {
        using var served = new ServedTestModel(SharedModels.Of(TestArchitecture.Bert).FullName);
        using var server = new KServeServer(served.Answer);
        var services = new ServiceCollection();
        services.AddReranking().AddTriton(SharedModels.Of(TestArchitecture.Bert).FullName, options =>
        {
            options.Server.Endpoints.Add(server.Address);
            options.Server.ModelName = "cross_encoder";
        }).UseStandardPipeline();
        await using ServiceProvider provider = services.BuildServiceProvider();
        RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync("one", Texts);
        Assert.That(response.ModelId, Is.EqualTo("cross_encoder"));
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.IsScored));
    }

    [Test]
    public async Task LateInteractionWithAServedEncoderIsRegisteredAndDecorated()
    {
        string folder = SharedModels.Of(TestModelPresets.TinyColbert).FullName;
        using var served = new ServedTestModel(folder, "colbert");
        using var server = new KServeServer(served.Answer);
        using var encoder = MultiVectorEncoder.Load(folder);
        using var local = new LateInteractionReranker(encoder);
        var services = new ServiceCollection();
        services.AddReranking().AddTritonLateInteraction(
            folder,
            options =>
            {
                options.Server.Endpoints.Add(server.Address);
                options.Server.ModelName = "colbert";
            },
            options => options.Aggregation = MaxSimAggregation.Mean).UseStandardPipeline();
        await using ServiceProvider provider = services.BuildServiceProvider();
        IReranker reranker = provider.GetRequiredService<IReranker>();
        RerankResponse expected = await local.RerankAsync("which river", Texts);
        RerankResponse actual = await reranker.RerankAsync("which river", Texts);
        Assert.That(actual.Results.Select(result => result.Index), Is.EqualTo(expected.Results.Select(result => result.Index)));
        Assert.That(actual.Results, Has.All.Matches<RerankResult>(result => result.IsScored));
        Assert.That(reranker.GetService<MultiVectorEncoder>(), Is.Not.Null);
        Assert.That(
            () => new ServiceCollection().AddReranking().AddTritonLateInteraction("folder", _ => { }), Throws.ArgumentException.With.Message.Contains("http://localhost:8000"));
    }

    [Test]
    public async Task ConfigurationDescribesAServedEncoder()
    {
        string folder = SharedModels.Of(TestModelPresets.TinyColbert).FullName;
        using var served = new ServedTestModel(folder, "colbert");
        using var server = new KServeServer(served.Answer);
        var services = new ServiceCollection();
        services.AddTritonRerankers().AddReranking(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Provider"] = "late-interaction",
            ["Options:Encoder:Provider"] = "triton",
            ["Options:Encoder:Options:Model"] = folder,
            ["Options:Encoder:Options:ModelName"] = "colbert",
            ["Options:Encoder:Options:Endpoints:0"] = server.Address.AbsoluteUri,
            ["Options:Encoder:Options:Dimension"] = "16",
        }).Build());
        await using ServiceProvider provider = services.BuildServiceProvider();
        IReranker reranker = provider.GetRequiredService<IReranker>();
        Assert.That((await reranker.RerankAsync("one", Texts)).Results, Has.All.Matches<RerankResult>(result => result.IsScored));
        Assert.That(reranker.GetService<MultiVectorEncoderMetadata>()!.Dimension, Is.EqualTo(16));
    }

    [Test]
    public async Task HandlersOfTheNamedClientSeeEveryAttempt()
    {
        using var served = new ServedTestModel(SharedModels.Of(TestArchitecture.Bert).FullName);
        using var server = new KServeServer(served.Answer);
        var services = new ServiceCollection();
        services.AddReranking().AddTriton(SharedModels.Of(TestArchitecture.Bert).FullName, options =>
        {
            options.Server.Endpoints.Add(server.Address);
            options.Server.ModelName = "cross_encoder";
        });
        services.AddHttpClient(TritonRerankingBuilderExtensions.HttpClientName).AddHttpMessageHandler(() => new Stamp());
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IReranker>().RerankAsync("one", Texts);
        Assert.That(server.Requests.Select(request => request.Headers["X-Stamp"]), Has.All.EqualTo("seen"));
    }

    [Test]
    public async Task ConfigurationDescribesAServedModel()
    {
        using var served = new ServedTestModel(SharedModels.Of(TestArchitecture.Bert).FullName);
        using var server = new KServeServer(served.Answer);
        await using ServiceProvider provider = Configured(new()
        {
            ["Options:Model"] = SharedModels.Of(TestArchitecture.Bert).FullName,
            ["Options:ModelName"] = "cross_encoder",
            ["Options:Endpoints:0"] = server.Address.AbsoluteUri,
            ["Options:Activation"] = "Identity",
            ["Options:MaxLength"] = "64",
            ["Options:Hedging"] = "true",
            ["Options:MaxExtraLoad"] = "0.05",
            ["Options:AttemptTimeout"] = "5s",
            ["Options:TensorNames:input_ids"] = "input_ids",
        });
        IReranker reranker = provider.GetRequiredService<IReranker>();
        Assert.That(reranker.GetService<CrossEncoderReranker>()!.MaxLength, Is.EqualTo(64));
        Assert.That((await reranker.RerankAsync("one", Texts)).ScoreKind, Is.EqualTo(RerankScoreKind.Logit));
    }

    [TestCase("Options:Endpoint", "http://a", "Options:Endpoint")]
    [TestCase("Options:Endpoints:0", "nowhere", "Options:Endpoints:0")]
    [TestCase("Options:Timeout", "soon", "Timeout")]
    [TestCase("Options:Timeout", "5", "'Options:Timeout' is '5'; allowed is a time such as \"00:00:00.120\" or \"120ms\"")]
    [TestCase("Options:AttemptTimeout", "50", "'Options:AttemptTimeout' is '50'; allowed is a time such as \"00:00:00.120\" or \"120ms\"")]
    [TestCase("Options:AttemptTimeout", "25h", "up to 1 day")]
    [TestCase("Options:MaxExtraLoad", "0.1", "Hedging")]
    [TestCase("Options:MaxLength", "64", "Endpoints")]
    public async Task AWrongOrMissingKeyIsNamed(string key, string value, string named)
    {
        await using ServiceProvider provider = Configured(new() { ["Options:Model"] = SharedModels.Of(TestArchitecture.Bert).FullName, [key] = value });
        Assert.That(() => provider.GetRequiredService<IReranker>(), Throws.InvalidOperationException.With.Message.Contains(named));
    }

    [Test]
    public async Task AModelMustBeNamed()
    {
        await using ServiceProvider provider = Configured(new() { ["Options:Endpoints:0"] = "http://a:8000" });
        Assert.That(() => provider.GetRequiredService<IReranker>(), Throws.InvalidOperationException.With.Message.Contains("Options:Model"));
    }

    [Test]
    public void WithoutAnEndpointThereIsNothingToRegister() =>
        Assert.That(() => new ServiceCollection().AddReranking().AddTriton("folder", _ => { }), Throws.ArgumentException.With.Message.Contains("http://localhost:8000"));

    [Test]
    public void AnHttpClientIsUsedAsItIs()
    {
        string folder = SharedModels.Of(TestArchitecture.Bert).FullName;
        using var client = new HttpClient();
        Assert.That(() => CrossEncoderReranker.LoadServed(folder, new() { Server = { HttpClient = client } }), Throws.ArgumentException.With.Message.Contains("BaseAddress"));
        using var served = new ServedTestModel(folder);
        using var server = new KServeServer(served.Answer);
        client.BaseAddress = server.Address;
        using (var remote = CrossEncoderReranker.LoadServed(folder, new() { Server = { HttpClient = client, ModelName = "cross_encoder" } }))
        {
            Assert.That(async () => (await remote.RerankAsync("one", Texts)).Results.Count, Is.EqualTo(2));
        }

        Assert.That(async () => await client.GetStringAsync("v2/models/cross_encoder"), Does.Contain("input_ids"), "the client is the caller's");
    }

    private static ServiceProvider Configured(Dictionary<string, string?> settings)
    {
        settings["Provider"] = "triton";
        var services = new ServiceCollection();
        services.AddTritonRerankers().AddReranking(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services.BuildServiceProvider();
    }

    private sealed class Stamp : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("X-Stamp", "seen");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
