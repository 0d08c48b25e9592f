using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RerankKit.LateInteraction;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests.DependencyInjection;

public class RegistrationTests
{
    private static readonly Action<RemoteRerankerOptions> Key = options => options.ApiKey = ProviderCase.Secret;

    private static IEnumerable<TestCaseData> Registrations()
    {
        static TestCaseData Case(string provider, Func<IRerankingBuilder, RerankerBuilder> add) => new TestCaseData(provider, add).SetArgDisplayNames(provider);
        Uri server = new("http://server:1234");
        yield return Case("cohere", builder => builder.AddCohere(Key));
        yield return Case("azure-cohere", builder => builder.AddAzureCohere(options => (options.ApiKey, options.Endpoint) = (ProviderCase.Secret, server)));
        yield return Case("jina", builder => builder.AddJina(Key));
        yield return Case("voyage", builder => builder.AddVoyage(Key));
        yield return Case("mixedbread", builder => builder.AddMixedbread(Key));
        yield return Case("tei", builder => builder.AddTextEmbeddingsInference(options => options.Endpoint = server));
        yield return Case("vllm", builder => builder.AddVllm(options => options.Endpoint = server));
        yield return Case("infinity", builder => builder.AddInfinity(options => options.Endpoint = server));
        yield return Case("llama.cpp", builder => builder.AddLlamaCpp(options => options.Endpoint = server));
        yield return Case("nvidia-nim", builder => builder.AddNvidiaNim(options => options.Endpoint = server));
        yield return Case("pinecone", builder => builder.AddPinecone(Key));
        yield return Case("bedrock", builder => builder.AddBedrock(options => (options.Region, options.Credentials) = ("eu-west-1", _ => new(new AwsCredentials("a", "b")))));
        yield return Case("bedrock-cohere", builder => builder.AddBedrockCohere(options => (options.Region, options.Credentials) = ("cn-north-1", _ => new(new AwsCredentials("a", "b")))));
        yield return Case("vertex", builder => builder.AddVertexRanking(options => (options.ProjectId, options.AccessToken) = ("p", _ => new("t"))));
        yield return Case("elasticsearch", builder => builder.AddElasticsearch(options => (options.Endpoint, options.ModelId) = (server, "id")));
        yield return Case("opensearch", builder => builder.AddOpenSearch(options => (options.Endpoint, options.ModelId) = (server, "id")));
        yield return Case("mine", builder => builder.AddHttpReranker(options => (options.Name, options.Endpoint) = ("mine", server)));
    }

    [TestCaseSource(nameof(Registrations))]
    public void EveryProviderIsRegistered(string provider, Func<IRerankingBuilder, RerankerBuilder> add)
    {
        var services = new ServiceCollection();
        add(services.AddReranking("r"));
        using ServiceProvider built = services.BuildServiceProvider();
        built.GetRequiredService<IStartupValidator>().Validate();
        RerankerMetadata metadata = built.GetRequiredKeyedService<IReranker>("r").GetService<RerankerMetadata>()!;
        Assert.That(metadata.ProviderName, Is.EqualTo(provider));
        Assert.That(built.GetRequiredKeyedService<IReranker>("r").GetService<HttpReranker>(), Is.Not.Null);
    }

    [Test]
    public async Task RequestsGoThroughTheNamedClientWhichTheApplicationMayChange()
    {
        var server = new FakeServer(ProviderCases.All.Single(provider => provider.Name == "cohere").UsualAnswer());
        var services = new ServiceCollection();
        services.AddReranking().AddCohere(Key);
        services.AddHttpClient("RerankKit.cohere").ConfigurePrimaryHttpMessageHandler(() => server);
        await using ServiceProvider built = services.BuildServiceProvider();
        RerankResponse response = await built.GetRequiredService<IReranker>().RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1, 0 }));
        Assert.That(server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task LateInteractionTakesTheVectorsOfATextEmbeddingsInferenceServer()
    {
        var server = new FakeServer(request => FakeServer.Json(request.Body.Contains("near", StringComparison.Ordinal) ? "[[[0,1]],[[1,0.1]]]" : "[[[1,0]]]"));
        var services = new ServiceCollection();
        services.AddReranking("code").AddTextEmbeddingsInferenceLateInteraction(
            options => (options.Endpoint, options.Dimension, options.Normalize) = (new("http://tei"), 2, false), options => options.Aggregation = MaxSimAggregation.Mean);
        services.AddRemoteRerankers().AddReranking(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Provider"] = "late-interaction",
            ["Options:Encoder:Provider"] = "tei",
            ["Options:Encoder:Options:Endpoint"] = "http://tei",
            ["Options:Encoder:Options:Dimension"] = "2",
            ["Options:Encoder:Options:Model"] = "colbert",
            ["Options:Encoder:Options:DocumentPrefix"] = "doc: ",
            ["Options:Encoder:Options:ApiKey"] = ProviderCase.Secret,
        }).Build());
        services.AddHttpClient("RerankKit.tei").ConfigurePrimaryHttpMessageHandler(() => server);
        await using ServiceProvider built = services.BuildServiceProvider();
        built.GetRequiredService<IStartupValidator>().Validate();
        foreach (IReranker reranker in (IReranker[])[built.GetRequiredKeyedService<IReranker>("code"), built.GetRequiredService<IReranker>()])
        {
            RerankResponse response = await reranker.RerankAsync("query", ["far", "near"]);
            Assert.That(response.Results.Select(result => result.Index), Is.EqualTo([1, 0]));
            Assert.That(reranker.GetService<MultiVectorEncoderMetadata>()!.ProviderName, Is.EqualTo("tei"));
        }

        Assert.That(server.Requests.Select(request => request.Body), Has.Some.Contains("doc: near"));
        Assert.That(server.Requests.Select(request => request.Header("Authorization")), Has.Some.EqualTo("Bearer " + ProviderCase.Secret));
    }

    [Test]
    public void AMissingDimensionStopsTheStart()
    {
        var services = new ServiceCollection();
        services.AddReranking().AddTextEmbeddingsInferenceLateInteraction(options => options.Endpoint = new("http://tei"));
        using ServiceProvider built = services.BuildServiceProvider();
        Assert.That(() => built.GetRequiredService<IStartupValidator>().Validate(), Throws.InvalidOperationException.With.Message.Contains("Dimension"));
    }

    [Test]
    public async Task AClientOfTheApplicationsOwnNameIsTakenAsItIs()
    {
        var server = new FakeServer("[{\"index\":0,\"score\":1}]");
        var services = new ServiceCollection();
        services.AddHttpClient("mine").ConfigurePrimaryHttpMessageHandler(() => server);
        services.AddReranking().AddTextEmbeddingsInference(options => (options.Endpoint, options.HttpClientName, options.DiscoverLimits) = (new("http://tei"), "mine", false));
        await using ServiceProvider built = services.BuildServiceProvider();
        await built.GetRequiredService<IReranker>().RerankAsync("q", ["d"]);
        Assert.That(server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task RedirectsAreNotFollowed()
    {
        using var other = new SocketServer(_ => new("{}"));
        using var server = new SocketServer(_ => new("", 307, $"Location: {other.Address}stolen\r\n"));
        var services = new ServiceCollection();
        services.AddReranking().AddPinecone(options => (options.ApiKey, options.Endpoint) = (ProviderCase.Secret, server.Address));
        await using ServiceProvider built = services.BuildServiceProvider();
        RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => built.GetRequiredService<IReranker>().RerankAsync("q", ["d"]));
        Assert.That(error!.Message, Does.Contain("HTTP 307").And.Contain("Redirects are not followed"));
        Assert.That(other.Requests, Is.Zero);
    }

    [TestCase(typeof(CohereOptions), "CO_API_KEY")]
    [TestCase(typeof(JinaOptions), "JINA_API_KEY")]
    [TestCase(typeof(VoyageOptions), "VOYAGE_API_KEY")]
    [TestCase(typeof(MixedbreadOptions), "MXBAI_API_KEY")]
    [TestCase(typeof(PineconeOptions), "PINECONE_API_KEY")]
    [TestCase(typeof(NvidiaNimOptions), "NVIDIA_API_KEY")]
    [TestCase(typeof(BedrockOptions), "AWS_REGION")]
    [TestCase(typeof(VertexRankingOptions), "GOOGLE_CLOUD_PROJECT")]
    public void WhatIsMissingIsNamedWhenTheApplicationStarts(Type type, string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is not null)
        {
            Assert.Ignore($"{variable} is set on this machine.");
        }

        var options = (RemoteRerankerOptions)Activator.CreateInstance(type)!;
        var services = new ServiceCollection();
        RemoteRegistrationOf(services, options);
        using ServiceProvider built = services.BuildServiceProvider();
        Assert.That(
            () => built.GetRequiredService<IStartupValidator>().Validate(),
            Throws.InvalidOperationException.With.Message.Contains(variable).And.Message.Contains($"'{options.ProviderName}' needs"));
    }

    [Test]
    public void AKeyIsFoundInTheEnvironmentThenInConfiguration()
    {
        const string Variable = "RERANKKIT_TEST_REMOTE_KEY";
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [Variable] = "from-configuration" }).Build();
        var setup = new ProviderSetup(TimeProvider.System, configuration);
        Assert.That(setup.Find("given", Variable), Is.EqualTo("given"));
        Assert.That(setup.Find(null, Variable), Is.EqualTo("from-configuration"));
        Environment.SetEnvironmentVariable(Variable, " from-environment\n");
        try
        {
            Assert.That(setup.Find(null, Variable), Is.EqualTo("from-environment"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }

        Assert.That(new ProviderSetup(TimeProvider.System).Find(null, Variable), Is.Null);
    }

    [Test]
    public void TheOptionsAreCopied()
    {
        var options = new VllmOptions { Endpoint = new("http://one") };
        using var reranker = new HttpReranker(new FakeServer("").Client(), options);
        options.Endpoint = new("http://two");
        options.Headers["x"] = "y";
        Assert.That(reranker.GetService<RerankerMetadata>()!.ProviderUri!.Host, Is.EqualTo("one"));
    }

    private static void RemoteRegistrationOf(ServiceCollection services, RemoteRerankerOptions options)
    {
        IRerankingBuilder builder = services.AddReranking();
        _ = options switch
        {
            CohereOptions => builder.AddCohere(),
            JinaOptions => builder.AddJina(),
            VoyageOptions => builder.AddVoyage(),
            MixedbreadOptions => builder.AddMixedbread(),
            PineconeOptions => builder.AddPinecone(),
            NvidiaNimOptions => builder.AddNvidiaNim(),
            BedrockOptions => builder.AddBedrock(),
            _ => builder.AddVertexRanking(),
        };
    }
}
