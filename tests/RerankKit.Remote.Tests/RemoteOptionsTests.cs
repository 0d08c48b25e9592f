using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests;

public class RemoteOptionsTests
{
    [TestCase("http://host:8000", "/v1/rerank", "http://host:8000/v1/rerank")]
    [TestCase("http://host:8000/", "/v1/rerank", "http://host:8000/v1/rerank")]
    [TestCase("http://host/v1", "/v1/rerank", "http://host/v1/rerank")]
    [TestCase("http://host/v1/", "/v1/rerank", "http://host/v1/rerank")]
    [TestCase("http://host/proxy", "/v1/rerank", "http://host/proxy/v1/rerank")]
    [TestCase("http://host/custom/rerank", "/v1/rerank", "http://host/custom/rerank")]
    [TestCase("http://host/v2/rerank?x=1", "/v1/rerank", "http://host/v2/rerank?x=1")]
    [TestCase("http://host/a?version=2", "/rerank", "http://host/a/rerank?version=2")]
    public void AnAddressIsCompletedByWhatItLacks(string endpoint, string path, string expected) =>
        Assert.That(Endpoints.Join(new(endpoint), path).AbsoluteUri, Is.EqualTo(expected));

    [Test]
    public void ValuesOutOfRangeAreRefusedByName()
    {
        var options = new CohereOptions();
        Assert.That(() => options.Timeout = TimeSpan.Zero, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("Timeout is 00:00:00"));
        Assert.That(() => options.MaxConcurrency = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MaxCandidatesPerRequest = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MaxResponseBytes = 1023, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.ModelId = " ", Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.ApiVersion = 3, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("allowed is 1 or 2"));
        Assert.That(() => options.Priority = 1000, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.Endpoint = new("relative", UriKind.Relative), Throws.ArgumentException);
        Assert.That(() => options.Retry!.MaxRetries = 0, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("set Retry to null"));
        Assert.That(() => options.Retry!.Delay = TimeSpan.FromTicks(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RemotePrice { PerMillionTokens = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new VllmOptions { MaxTokensPerPair = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BedrockOptions { Region = "us west" }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void WhatChangesScoresChangesTheRevision()
    {
        static string? Revision(RemoteRerankerOptions options) =>
            new HttpReranker(new FakeServer("").Client(), options).GetService<RerankerMetadata>()!.Revision;
        Uri server = new("http://tei");
        Assert.That(
            new[]
            {
                Revision(new TextEmbeddingsInferenceOptions { Endpoint = server }),
                Revision(new TextEmbeddingsInferenceOptions { Endpoint = server, Truncate = false }),
                Revision(new TextEmbeddingsInferenceOptions { Endpoint = server, RawScores = true }),
                Revision(new TextEmbeddingsInferenceOptions { Endpoint = server, RawScores = true, ApplySigmoid = true }),
                Revision(new TextEmbeddingsInferenceOptions { Endpoint = server, ExtraBody = """{"truncation_direction":"Left"}""" }),
                Revision(new TextEmbeddingsInferenceOptions { Endpoint = new("http://other") }),
            },
            Is.Unique);
    }

    [Test]
    public async Task AnEntraTokenReplacesTheKeyOnAzure()
    {
        var server = new FakeServer(ProviderCases.All.Single(provider => provider.Name == "azure-cohere").UsualAnswer());
        var options = new AzureCohereOptions { Endpoint = new("https://x.services.ai.azure.com"), ModelId = "d", AccessToken = _ => new("entra-token") };
        using var reranker = new HttpReranker(server.Client(), options);
        await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        Assert.That(server.Requests.Single().Header("Authorization"), Is.EqualTo("Bearer entra-token"));
        Assert.That(server.Requests.Single().Header("api-key"), Is.Null);
    }

    [Test]
    public async Task KeysOfMongoDbAtlasGoToItsAddress()
    {
        var server = new FakeServer(ProviderCases.All.Single(provider => provider.Name == "voyage").UsualAnswer());
        using var reranker = new HttpReranker(server.Client(), new VoyageOptions { ApiKey = "al-key" });
        await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        Assert.That(server.Requests.Single().Uri.AbsoluteUri, Is.EqualTo("https://ai.mongodb.com/v1/rerank"));
    }

    [TestCase("cn-north-1", "https://bedrock-agent-runtime.cn-north-1.amazonaws.com.cn/rerank", "arn:aws-cn:bedrock:cn-north-1::foundation-model/m")]
    [TestCase("us-gov-west-1", "https://bedrock-agent-runtime.us-gov-west-1.amazonaws.com/rerank", "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/m")]
    public async Task BedrocksPartitionsAreKnown(string region, string address, string arn)
    {
        var server = new FakeServer(ProviderCases.All.Single(provider => provider.Name == "bedrock").UsualAnswer());
        using var reranker = new HttpReranker(
            server.Client(), new BedrockOptions { Region = region, ModelId = "m", Credentials = _ => new(new AwsCredentials("a", "b")) });
        await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        Assert.That(server.Requests.Single().Uri.AbsoluteUri, Is.EqualTo(address));
        Assert.That(server.Requests.Single().Body, Does.Contain($"\"{arn}\""));
    }
}
