using System.Globalization;
using System.Text.Json;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests.Requests;

public class SplittingTests
{
    private const string Info = """{"model_id":"BAAI/bge-reranker-base","model_type":{"reranker":{}},"max_client_batch_size":32,"auto_truncate":true}""";

    [Test]
    public async Task SeventyTextsGoToTextEmbeddingsInferenceInThreeRequestsAndAreMergedByScore()
    {
        var server = new FakeServer(request => FakeServer.Json(request.Method == "GET" ? Info : Score(request)));
        using var reranker = new HttpReranker(server.Client(), Tei());
        RerankResponse response = await reranker.RerankAsync("q", Candidates(70));
        SentRequest[] posts = [.. server.Requests.Where(request => request.Method == "POST")];
        Assert.That(posts.Select(post => Texts(post).Length).Order(), Is.EqualTo(new[] { 6, 32, 32 }));
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(Enumerable.Range(0, 70).Reverse()));
        Assert.That(response.Results.Select(result => result.Score), Is.EqualTo(Enumerable.Range(0, 70).Reverse().Select(i => i / 100.0)));
        Assert.That(response.Stages.Single().Reason, Is.EqualTo("3 requests"));
        Assert.That(response.Usage!.AdditionalCounts![RemoteUsage.Requests], Is.EqualTo(3));
        Assert.That(response.ModelId, Is.EqualTo("BAAI/bge-reranker-base"));
    }

    [Test]
    public async Task TheServersOwnLimitIsAskedForOnceAndKept()
    {
        var server = new FakeServer(request => FakeServer.Json(request.Method == "GET" ? Info.Replace("32", "50", StringComparison.Ordinal) : Score(request)));
        using var reranker = new HttpReranker(server.Client(), Tei());
        await reranker.RerankAsync("q", Candidates(50));
        await reranker.RerankAsync("q", Candidates(51));
        Assert.That(server.Requests.Select(request => request.Method), Is.EqualTo(new[] { "GET", "POST", "POST", "POST" }));
        Assert.That(server.Requests[0].Uri, Is.EqualTo(new Uri("http://tei.example:8080/info")));
        Assert.That(server.Requests[0].Header("Authorization"), Is.EqualTo("Bearer " + ProviderCase.Secret));
    }

    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("<html>")]
    [TestCase("{\"max_client_batch_size\":0}")]
    [TestCase(null)]
    public async Task AServerThatDoesNotTellItsLimitIsTakenToHaveTheUsualOne(string? info)
    {
        var server = new FakeServer(request => request.Method == "POST" ? FakeServer.Json(Score(request)) : info is null ? FakeServer.Error(404) : FakeServer.Json(info));
        using var reranker = new HttpReranker(server.Client(), Tei());
        RerankResponse response = await reranker.RerankAsync("q", Candidates(33));
        await reranker.RerankAsync("q", Candidates(2));
        Assert.That(response.Results, Has.Count.EqualTo(33));
        Assert.That(server.Requests.Count(request => request.Method == "POST"), Is.EqualTo(3));
        Assert.That(server.Requests.Count(request => request.Method == "GET"), Is.EqualTo(1));
    }

    [Test]
    public async Task TheCallersLimitGoesBeforeTheServers()
    {
        var server = new FakeServer(request => FakeServer.Json(request.Method == "GET" ? Info : Score(request)));
        TextEmbeddingsInferenceOptions options = Tei();
        options.MaxCandidatesPerRequest = 5;
        using var reranker = new HttpReranker(server.Client(), options);
        await reranker.RerankAsync("q", Candidates(11));
        Assert.That(server.Requests.Count(request => request.Method == "POST"), Is.EqualTo(3));
    }

    [Test]
    public async Task NoMoreRequestsThanAllowedAreUnderWayAtATime()
    {
        int running = 0;
        int most = 0;
        var server = new FakeServer(async (request, token) =>
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return FakeServer.Json(Score(request));
        });
        TextEmbeddingsInferenceOptions options = Tei();
        (options.MaxCandidatesPerRequest, options.MaxConcurrency, options.DiscoverLimits) = (1, 3, false);
        using var reranker = new HttpReranker(server.Client(), options);
        RerankResponse response = await reranker.RerankAsync("q", Candidates(60));
        Assert.That(most, Is.InRange(1, 3));
        Assert.That(response.Results.All(result => result.IsScored));
    }

    [Test]
    public void AListwiseModelsListIsNotSplit()
    {
        var server = new FakeServer("");
        var options = new JinaOptions { ApiKey = ProviderCase.Secret, MaxCandidatesPerRequest = 64 };
        using var reranker = new HttpReranker(server.Client(), options);
        RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => reranker.RerankAsync("q", Candidates(65)));
        Assert.That(error!.Error, Is.EqualTo(RerankProviderError.TooLarge));
        Assert.That(error.IsTransient, Is.False);
        Assert.That(error.Message, Does.Contain("takes 64 candidates, 65 were given").And.Contain("UseCandidateCap(64)"));
        Assert.That(server.Requests, Is.Empty);
        RerankerMetadata metadata = reranker.GetService<RerankerMetadata>()!;
        Assert.That((metadata.IsPointwise, metadata.MaxCandidates), Is.EqualTo((false, (int?)64)));
    }

    [Test]
    public async Task APointwiseModelOfTheSameProviderIsSplit()
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "jina");
        var server = new FakeServer(provider.Answer((0, 1)));
        using var reranker = new HttpReranker(server.Client(), new JinaOptions { ApiKey = ProviderCase.Secret, MaxCandidatesPerRequest = 1 });
        RerankResponse response = await reranker.RerankAsync("q", Candidates(3), new() { ModelId = "jina-reranker-v2-base-multilingual" });
        Assert.That(server.Requests, Has.Count.EqualTo(3));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Probability));
    }

    [Test]
    public async Task TextIsCountedTowardsAProvidersTokenLimitWithTheQueryOncePerDocument()
    {
        // 600,000 characters: 3 documents of 150,000 with a query of 40,000 each are 570,000, a fourth is too much.
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "voyage");
        var server = new FakeServer(provider.Answer((0, 1)));
        using var reranker = new HttpReranker(server.Client(), provider.Options());
        await reranker.RerankAsync(new string('q', 40_000), [.. Enumerable.Range(0, 4).Select(_ => new RerankCandidate(new string('d', 150_000)))]);
        Assert.That(server.Requests.Select(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("documents").GetArrayLength()).Order(), Is.EqualTo(new[] { 1, 3 }));
    }

    [Test]
    public async Task BlankDocumentsThatTheProviderRefusesAreNotSentAndFollowUnscored()
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "cohere");
        var server = new FakeServer(provider.Answer((0, 0.25), (1, 0.5)));
        using var reranker = new HttpReranker(server.Client(), provider.Options());
        RerankResponse response = await reranker.RerankAsync("q", [new RerankCandidate(""), "a", " \t", "b"]);
        Assert.That(server.Requests.Single().Body, Does.Contain("""["a","b"]"""));
        Assert.That(response.Results.Select(result => (result.Index, result.IsScored)), Is.EqualTo(new[] { (3, true), (1, true), (0, false), (2, false) }));
        Assert.That(response.Stages.Single().Reason, Is.EqualTo("2 blank and not sent"));
    }

    [TestCase("cohere", "Blank")]
    [TestCase("cohere-v1", "Blank")]
    [TestCase("azure-cohere", "Blank")]
    [TestCase("azure-cohere-serverless", "Blank")]
    [TestCase("jina", "Empty")]
    [TestCase("voyage", "Empty")]
    [TestCase("mixedbread", "Empty")]
    [TestCase("tei", "None")]
    [TestCase("vllm", "None")]
    [TestCase("infinity", "None")]
    [TestCase("llama.cpp", "None")]
    [TestCase("nvidia-nim", "Empty")]
    [TestCase("nvidia-hosted", "Empty")]
    [TestCase("pinecone", "Empty")]
    [TestCase("bedrock", "Blank")]
    [TestCase("bedrock-cohere", "Blank")]
    [TestCase("vertex", "Blank")]
    [TestCase("elasticsearch", "Empty")]
    [TestCase("opensearch", "None")]
    [TestCase("http", "Empty")]
    public async Task DocumentsForWhichAProviderRefusesTheRequestAreHeldBackAndNoOthers(string name, string heldBack)
    {
        (int[] sent, string? reason) = heldBack switch
        {
            "Blank" => (new[] { 1, 3 }, (string?)"2 blank and not sent"),
            "Empty" => (new[] { 1, 2, 3 }, "1 empty and not sent"),
            _ => (new[] { 0, 1, 2, 3 }, null),
        };
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == name);
        var server = new FakeServer(provider.Answer([.. Enumerable.Range(0, sent.Length).Select(i => (i, i / 8.0))]));
        using var reranker = new HttpReranker(server.Client(), provider.Options());

        RerankResponse response = await reranker.RerankAsync("q", [new RerankCandidate(""), "a", " \t", "b"]);

        Assert.That(response.Results.Where(result => result.IsScored).Select(result => result.Index), Is.EqualTo(sent.Reverse()));
        Assert.That(response.Results.Where(result => !result.IsScored).Select(result => result.Index), Is.EqualTo(Enumerable.Range(0, 4).Except(sent)));
        Assert.That(response.Stages.Single().Reason, Is.EqualTo(reason));
        Assert.That(server.Requests.Single().Body.Contains("\"\"", StringComparison.Ordinal), Is.EqualTo(heldBack == "None"), "an empty text is in the request");
    }

    [Test]
    public void EveryProviderHasItsRuleForEmptyDocuments() =>
        Assert.That(
            typeof(SplittingTests).GetMethod(nameof(DocumentsForWhichAProviderRefusesTheRequestAreHeldBackAndNoOthers))!
                .GetCustomAttributes(typeof(TestCaseAttribute), inherit: false).Cast<TestCaseAttribute>().Select(data => (string)data.Arguments[0]!),
            Is.EquivalentTo(ProviderCases.All.Select(provider => provider.Name)));

    [Test]
    public async Task NothingButBlankDocumentsNeedNoRequest()
    {
        var server = new FakeServer("");
        using var reranker = new HttpReranker(server.Client(), new CohereOptions { ApiKey = ProviderCase.Secret });
        RerankResponse response = await reranker.RerankAsync("q", [new RerankCandidate(""), " "]);
        Assert.That(server.Requests, Is.Empty);
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.Unscored));
        Assert.That(response.Stages.Single().Decision, Is.EqualTo("not-scored"));
    }

    [Test]
    public async Task ADocumentLongerThanTheProviderTakesIsCutBetweenCharactersAndSaysSo()
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "bedrock");
        var server = new FakeServer(provider.Answer((0, 0.5), (1, 0.25)));
        using var reranker = new HttpReranker(server.Client(), provider.Options());
        RerankResponse response = await reranker.RerankAsync("q", [new string('a', 31_999) + "🔑", new string('b', 32_000)]);
        using var body = JsonDocument.Parse(server.Requests.Single().Body);
        string[] texts = [.. body.RootElement.GetProperty("sources").EnumerateArray()
            .Select(source => source.GetProperty("inlineDocumentSource").GetProperty("textDocument").GetProperty("text").GetString()!)];
        Assert.That(texts, Is.EqualTo(new[] { new string('a', 31_999), new string('b', 32_000) }));
        Assert.That(response.Results.Select(result => result.IsTruncated), Is.EqualTo(new[] { true, false }));
    }

    [Test]
    public async Task BedrocksPagesAreMerged()
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "bedrock");
        var server = new FakeServer(request => FakeServer.Json(request.Body.Contains("nextToken", StringComparison.Ordinal)
            ? provider.Answer((2, 0.9))
            : provider.Answer((0, 0.1), (1, 0.2))[..^1] + ",\"nextToken\":\"page-2\"}"));
        using var reranker = new HttpReranker(server.Client(), provider.Options());
        RerankResponse response = await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1, 0 }));
        Assert.That(server.Requests, Has.Count.EqualTo(2));
        Assert.That(server.Requests[1].Body, Does.EndWith(",\"nextToken\":\"page-2\"}"));
    }

    [Test]
    public void PagesThatNeverEndAreAnError()
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "bedrock");
        var server = new FakeServer(provider.Answer((0, 0.1))[..^1] + ",\"nextToken\":\"again\"}");
        using var reranker = new HttpReranker(server.Client(), provider.Options());
        Assert.ThrowsAsync<RerankProviderException>(() => reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates));
        Assert.That(server.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task ANextPageOfAProviderWithoutPagesIsNotAskedFor()
    {
        var server = new FakeServer("""{"results":[{"index":0,"relevance_score":1}],"nextToken":"x"}""");
        using var reranker = new HttpReranker(server.Client(), new CohereOptions { ApiKey = ProviderCase.Secret });
        await reranker.RerankAsync("q", Candidates(1));
        Assert.That(server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task AnotherModelIsAskedInThePathWhereItStandsThere()
    {
        var server = new FakeServer(ProviderCases.All.Single(provider => provider.Name == "elasticsearch").UsualAnswer());
        using var reranker = new HttpReranker(server.Client(), new ElasticsearchOptions { Endpoint = new("http://es:9200/base"), ModelId = "one" });
        await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates, new() { ModelId = "two/2" });
        Assert.That(server.Requests.Single().Uri.AbsoluteUri, Is.EqualTo("http://es:9200/base/_inference/rerank/two%2F2"));
    }

    [Test]
    public async Task LoneSurrogatesAndControlCharactersMakeNoBrokenRequest()
    {
        var server = new FakeServer("""{"results":[{"index":0,"relevance_score":1}]}""");
        using var reranker = new HttpReranker(server.Client(), new VllmOptions { Endpoint = new("http://localhost:8000") });
        await reranker.RerankAsync("q\uD800", [new RerankCandidate("a\uDC00b\0\u0007\"\\ end\uD83D")]);
        using var body = JsonDocument.Parse(server.Requests.Single().Body);
        Assert.That(body.RootElement.GetProperty("documents")[0].GetString(), Is.EqualTo("a\uFFFDb\0\u0007\"\\ end\uFFFD"));
        Assert.That(body.RootElement.GetProperty("query").GetString(), Is.EqualTo("q\uFFFD"));
    }

    private static TextEmbeddingsInferenceOptions Tei() => new() { Endpoint = new("http://tei.example:8080"), ApiKey = ProviderCase.Secret };

    private static RerankCandidate[] Candidates(int count) => [.. Enumerable.Range(0, count).Select(i => new RerankCandidate($"{i}"))];

    private static string[] Texts(SentRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        return [.. body.RootElement.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!)];
    }

    // The text is a number; its score is a hundredth of it.
    private static string Score(SentRequest request) => "[" + string.Join(',', Texts(request).Select((text, i) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"index":{{i}},"score":{{int.Parse(text, CultureInfo.InvariantCulture) / 100.0}}}"""))) + "]";

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen)
        {
            int before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
