using System.Net;
using System.Text.RegularExpressions;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests.Responses;

/// <summary>What becomes of answers, good and bad, of every provider.</summary>
public partial class RankingTests
{
    private static IEnumerable<TestCaseData> Cases() => ProviderCases.Cases();

    private static IEnumerable<TestCaseData> IndexedCases() => ProviderCases.IndexedCases();

    [TestCaseSource(nameof(Cases))]
    public async Task ResultsAreMappedByIndexAndSorted(object data)
    {
        var provider = (ProviderCase)data;
        RerankResponse response = await Rerank(provider, provider.UsualAnswer());
        Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(new[] { (2, 0.75), (1, 0.5), (0, 0.125) }));
        Assert.That(response.ScoreKind, Is.EqualTo(provider.Kind));
        Assert.That(response.Stages.Single().Decision, Is.EqualTo("scored"));
        Assert.That(response.Stages.Single().Reason, Is.Null);
    }

    [TestCaseSource(nameof(Cases))]
    public async Task ScoresAreReadInEveryFormOfNumber(object data)
    {
        var provider = (ProviderCase)data;
        (string Literal, double Value)[] scores = [("1", 1), ("0", 0), ("1e-20", 1e-20), ("-12.5", -12.5), ("2.4876490010363496e-05", 2.4876490010363496e-05), ("-0", 0)];
        string answer = provider.Write([.. scores.Select((score, i) => ($"{i}", score.Literal))]);
        RerankResponse response = await Rerank(provider, answer, scores.Length);
        foreach (RerankResult result in response.Results)
        {
            Assert.That(result.Score, Is.EqualTo(scores[result.Index].Value));
        }

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 0, 4, 2, 1, 5, 3 }));
    }

    [TestCaseSource(nameof(IndexedCases))]
    public async Task ACandidateThatIsLeftOutFollowsUnscoredInFirstStageOrder(object data)
    {
        var provider = (ProviderCase)data;
        RerankResponse response = await Rerank(provider, provider.Answer((1, 0.5)));
        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[]
        {
            (1, RerankPlacement.Scored), (0, RerankPlacement.Unscored), (2, RerankPlacement.Unscored),
        }));
        Assert.That(response.Stages.Single().Decision, Is.EqualTo("cut"));
        Assert.That(response.Stages.Single().Reason, Is.EqualTo("2 left out"));
    }

    [TestCaseSource(nameof(IndexedCases))]
    public async Task RepeatsAndIndicesOutOfRangeAreCounted(object data)
    {
        var provider = (ProviderCase)data;
        RerankResponse response = await Rerank(provider, provider.Answer((1, 0.5), (1, 0.9), (7, 0.3), (-1, 0.4), (0, 0.25), (2, 0.125)));
        Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(new[] { (1, 0.5), (0, 0.25), (2, 0.125) }));
        Assert.That(response.Stages.Single().Reason, Is.EqualTo("1 repeated, 2 out of range"));
    }

    [TestCaseSource(nameof(Cases))]
    public async Task AScoreThatIsNoFiniteNumberIsNotAScore(object data)
    {
        var provider = (ProviderCase)data;
        RerankResponse response = await Rerank(provider, provider.Write([("0", "1e999"), ("1", "0.5"), ("2", "\"NaN\"")]));
        Assert.That(response.Results.Select(result => (result.Index, result.IsScored)), Is.EqualTo(new[] { (1, true), (0, false), (2, false) }));
        Assert.That(response.Stages.Single().Reason, Is.EqualTo("2 not finite"));
    }

    [TestCaseSource(nameof(Cases))]
    public async Task TopNIsKeptWhereTheProviderDoesNot(object data)
    {
        var provider = (ProviderCase)data;
        var server = new FakeServer(provider.UsualAnswer());
        using var reranker = new HttpReranker(server.Client(), provider.Options());
        RerankResponse response = await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates, new() { TopN = 1 });
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2 }));
        Assert.That(response.Stages.Single().Decision, Is.EqualTo("scored"));
    }

    [TestCaseSource(nameof(Cases))]
    public async Task UnknownMembersAreSkippedAndMissingOnesAreNotMissed(object data)
    {
        var provider = (ProviderCase)data;
        string answer = provider.UsualAnswer();
        string more = answer.StartsWith('[')
            ? answer
            : """{"warnings":[{"a":[1,{"b":null}]},true],"meta":null,"usage":"none","id":17,"model":5,""" + answer[1..];
        RerankResponse response = await Rerank(provider, more.Replace("\"score\":", "\"extra\":{\"x\":[[]]},\"score\":", StringComparison.Ordinal));
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1, 0 }));
    }

    [TestCaseSource(nameof(IndexedCases))]
    public async Task TheDocumentMayComeBackInAnyForm(object data)
    {
        var provider = (ProviderCase)data;
        string bare = Document().Replace(provider.UsualAnswer(), "");
        foreach (string document in (string[])["", "{\"text\":\"t\",\"score\":9,\"index\":0}", "\"\\\"index\\\":0\"", "null", "[{\"index\":0,\"score\":9}]"])
        {
            // Before the index and behind the score.
            string first = document.Length == 0 ? bare : Result().Replace(bare, $"{{\"document\":{document},");
            string last = document.Length == 0 ? bare : Score().Replace(bare, $"$0,\"text\":{document}");
            Assert.That(document.Length == 0 || (first != bare && last != bare));
            foreach (string answer in (string[])[first, last])
            {
                RerankResponse response = await Rerank(provider, answer);
                Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(new[] { (2, 0.75), (1, 0.5), (0, 0.125) }), answer);
                Assert.That(response.Stages.Single().Reason, Is.Null, answer);
            }
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void WhatIsNoRankingIsATypedError(object data)
    {
        var provider = (ProviderCase)data;
        string whole = provider.UsualAnswer();
        string[] answers =
        [
            "", " ", "null", "true", "17", "\"results\"", "{}", "{\"results\":{}}", "[{}]", "[[]]", "<html><body>Sign in</body></html>",
            whole[..^1], whole[..(whole.Length / 2)], whole + "x", "\uFEFF" + new string('[', 5000), "{\"results\":" + new string('[', 500),
        ];
        foreach (string answer in answers)
        {
            RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => Rerank(provider, answer), answer);
            Assert.That(error!.Error, Is.EqualTo(RerankProviderError.InvalidResponse), answer);
            Assert.That(error.IsTransient, Is.False);
            Assert.That(error.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(error.Message, Does.Not.Contain("Sign in"));
        }
    }

    [Test]
    public void ScoresByPositionMustBeOnePerDocument()
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "opensearch");
        foreach ((int, double)[] results in new (int, double)[][] { [(0, 1), (1, 2)], [(0, 1), (1, 2), (2, 3), (3, 4)] })
        {
            RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => Rerank(provider, provider.Answer(results)));
            Assert.That(error!.Message, Does.Contain($"it has {results.Length} scores without indices for 3 documents"));
        }
    }

    [Test]
    public async Task OpenSearchsRemoteModelsAnswerWithOneResultOfManyOutputs()
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "opensearch");
        RerankResponse response = await Rerank(provider, """
            {"inference_results":[{"output":[{"name":"similarity","data_type":"FLOAT32","shape":[1],"data":[0.02]},{"data":[0.93]},{"shape":[1],"data":[-1,5]}],"status_code":200}]}
            """);
        Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(new[] { (1, 0.93), (0, 0.02), (2, -1) }));
    }

    [Test]
    public async Task OlderLlamaCppServersAnswerInInputOrderOrAsTextEmbeddingsInference()
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "llama.cpp");
        RerankResponse response = await Rerank(provider, """[{"index":0,"score":-7.8},{"index":1,"score":7.8125,"text":"x"},{"index":2,"score":1}]""");
        Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(new[] { (1, 7.8125), (2, 1), (0, -7.8) }));
    }

    [TestCase("vllm")]
    [TestCase("http")]
    [TestCase("llama.cpp")]
    [TestCase("infinity")]
    [TestCase("tei")]
    public async Task ABareListAsOfSglangIsUnderstood(string name)
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == name);
        RerankResponse response = await Rerank(provider, """
            [{"score":0.95,"document":"d","index":1,"meta_info":{"id":"a","score":7,"index":2,"prompt_tokens":12}},
             {"score":0.05,"document":null,"index":0,"meta_info":{}},{"score":0.5,"index":2}]
            """);
        Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(new[] { (1, 0.95), (2, 0.5), (0, 0.05) }));
        Assert.That(response.Stages.Single().Reason, Is.Null);
    }

    [TestCase("""{"index":0,"score":9,"relevance_score":0.5}""")]
    [TestCase("""{"index":0,"relevance_score":0.5,"score":9}""")]
    public async Task TheNameThatAProviderUsesGoesBeforeAnother(string result)
    {
        RerankResponse response = await Rerank(ProviderCases.All.Single(provider => provider.Name == "cohere"), $$"""{"results":[{{result}}]}""");
        Assert.That(response.Results[0].Score, Is.EqualTo(0.5));
        RerankResponse other = await Rerank(ProviderCases.All.Single(provider => provider.Name == "pinecone"), $$"""{"data":[{{result}}]}""");
        Assert.That(other.Results[0].Score, Is.EqualTo(9));
    }

    [Test]
    public async Task GooglesRecordWithoutAScoreScoresZero()
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "vertex");
        RerankResponse response = await Rerank(provider, """{"records":[{"id":"1","score":0.97},{"id":"0"},{"id":"2","score":0.05}]}""");
        Assert.That(response.Results.Select(result => (result.Index, result.Score, result.IsScored)), Is.EqualTo(new[] { (1, 0.97, true), (2, 0.05, true), (0, 0.0, true) }));
    }

    [TestCase("0.0", 0)]
    [TestCase("\"1\"", 1)]
    public async Task AnIndexMayBeWrittenAsADecimalOrAText(string literal, int expected)
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "cohere");
        RerankResponse response = await Rerank(provider, $$"""{"results":[{"index":{{literal}},"relevance_score":1}]}""");
        Assert.That(response.Results[0].Index, Is.EqualTo(expected));
    }

    [Test]
    public async Task LogitsBecomeProbabilitiesOnlyOnRequestAndKeepTheirOrder()
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "nvidia-nim");
        RemoteRerankerOptions options = provider.Options();
        options.ApplySigmoid = true;
        using var reranker = new HttpReranker(new FakeServer(provider.Answer((0, 40), (1, -9.8125), (2, 41))).Client(), options);
        RerankResponse response = await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);

        // 40 and 41 are both 1 as probabilities; the logits decide.
        Assert.That(response.Results.Select(result => (result.Index, result.Score, result.RawScore)), Is.EqualTo(new[]
        {
            (2, 1.0, 41.0), (0, 1 / (1 + Math.Exp(-40)), 40), (1, 1 / (1 + Math.Exp(9.8125)), (double?)-9.8125),
        }));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Probability));
        Assert.That(reranker.GetService<RerankerMetadata>()!.ScoreKind, Is.EqualTo(RerankScoreKind.Probability));
    }

    [Test]
    public void ASecondSigmoidIsRefused()
    {
        var options = new LlamaCppOptions { Endpoint = new("http://localhost:8081"), ScoreKind = RerankScoreKind.Probability, ApplySigmoid = true };
        Assert.That(
            () => new HttpReranker(new FakeServer("").Client(), options),
            Throws.InvalidOperationException.With.Message.Contains("are Probability, not logits"));
    }

    private static async Task<RerankResponse> Rerank(ProviderCase provider, string answer, int count = 3)
    {
        var server = new FakeServer(answer);
        using var reranker = new HttpReranker(server.Client(), provider.Options(), new SkippingTimeProvider());
        RerankCandidate[] candidates = count == 3 ? ProviderCase.Candidates : [.. Enumerable.Range(0, count).Select(i => new RerankCandidate($"document {i}"))];
        RerankResponse response = await reranker.RerankAsync(ProviderCase.Query, candidates);
        Assert.That(server.Requests, Has.Count.EqualTo(1));
        return response;
    }

    [GeneratedRegex(",\"document\":(\\{[^}]*\\}|\"[^\"]*\"|null)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Document();

    [GeneratedRegex("\\{(?=\"(?:index|id)\":\"?[0-9])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Result();

    [GeneratedRegex("\"(?:score|logit|relevance_score|relevanceScore)\":[0-9.]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Score();
}
