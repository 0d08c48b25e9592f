using Microsoft.Extensions.AI;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests.Responses;

/// <summary>Python writes NaN and infinities into JSON, which knows neither: one such score costs one candidate, not all.</summary>
public class NonFiniteScoreTests
{
    private static IEnumerable<TestCaseData> Cases() => ProviderCases.Cases();

    [TestCaseSource(nameof(Cases))]
    public async Task OnlyTheCandidateOfSuchAScoreStaysUnscored(object data)
    {
        var provider = (ProviderCase)data;
        foreach (string literal in (string[])["NaN", "Infinity", "-Infinity", "nan", "-nan", "inf", "-inf", "null", " NaN ", "1e999"])
        {
            foreach (string echo in (string[])["", "\"x\":\"NaN, Infinity]\\\"NaN\\\\\",", "\"NaN\":[nan,{\"nan\":-inf}],"])
            {
                // An echo before the results must stay what it is.
                string answer = provider.Write([("0", "0.25"), ("1", literal), ("2", "0.75")]);
                string whole = answer.StartsWith('{') ? "{" + echo + answer[1..] : answer;
                var server = new FakeServer(whole);
                using var reranker = new HttpReranker(server.Client(), provider.Options());
                RerankResponse response = await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
                Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[]
                {
                    (2, RerankPlacement.Scored), (0, RerankPlacement.Scored), (1, RerankPlacement.Unscored),
                }), whole);
                Assert.That(response.Stages.Single().Reason, Is.EqualTo("1 not finite"));
            }
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void AnAnswerOfNothingElseIsAnErrorThatSaysSo(object data)
    {
        var provider = (ProviderCase)data;
        using var reranker = new HttpReranker(new FakeServer(provider.Write([("0", "NaN"), ("1", "NaN"), ("2", "-Infinity")])).Client(), provider.Options());
        Assert.That(
            () => reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates),
            Throws.InstanceOf<RerankProviderException>().With.Message.Contains("none of its 3 scores is a finite number"));
    }

    [TestCase("[NaN]", "[\"\" ]")]
    [TestCase("{\"a\": -Infinity}", "{\"a\": \"\"       }")]
    [TestCase("[1,\n+inf ,nan\t]", "[1,\n\"\"   ,\"\" \t]")]
    [TestCase("[\"NaN\",\"\\\"\",NaN]", "[\"NaN\",\"\\\"\",\"\" ]")]
    [TestCase("[null,NaNa,xNaN,nan(ind),Infinit]", null)]
    [TestCase("NaN", null)]
    [TestCase("[\"NaN", null)]
    [TestCase("[\"NaN\\", null)]
    [TestCase("[-", null)]
    [TestCase("NaN]", null)]
    [TestCase("[NaN", null)]
    [TestCase("", null)]
    public void OnlyWholeValuesOutsideOfTextsAreReplacedAndLengthsStay(string json, string? expected)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(json);
        NonFiniteNumbers.Blank(bytes);
        Assert.That(System.Text.Encoding.UTF8.GetString(bytes), Is.EqualTo(expected ?? json));
    }

    [Test]
    public void AVectorWithSuchANumberIsNamed()
    {
        using var encoder = new TextEmbeddingsInferenceEncoder(
            new FakeServer("[[[1,NaN]]]").Client(), new() { Endpoint = new("http://tei.test"), Dimension = 2 });
        Assert.That(() => encoder.EncodeAsync(["a"], TextRole.Query), Throws.InstanceOf<RerankProviderException>().With.Message.Contains("a number in a vector is not finite"));
    }

    [Test]
    public async Task AnImpossibleTokensLogProbabilityCostsNoAnswer()
    {
        const string choice = """{"message":{"content":"yes"},"delta":{"content":"yes"},"logprobs":{"content":[{"token":"yes","logprob":-0.1,"top_logprobs":[{"token":"yes","logprob":-0.1},{"token":"no","logprob":-Infinity}]}]}}""";
        using var client = new OpenAICompatibleChatClient(new FakeServer($$"""{"choices":[{{choice}}]}""").Client(), new() { Endpoint = new("http://llm.test") });
        ChatResponse whole = await client.GetResponseAsync([new(ChatRole.User, "a")]);
        using var streaming = new OpenAICompatibleChatClient(
            new FakeServer(_ => FakeServer.Text($$"""data: {"choices":[{{choice}}]}""", System.Net.HttpStatusCode.OK, "text/event-stream")).Client(), new() { Endpoint = new("http://llm.test") });
        ChatResponse streamed = await streaming.GetStreamingResponseAsync([new(ChatRole.User, "a")]).ToChatResponseAsync();
        Assert.That((whole.Text, streamed.Text), Is.EqualTo(("yes", "yes")));
        var tokens = (IReadOnlyList<ChatTokenLogProbability>)whole.AdditionalProperties![ChatTokenLogProbability.ResponseKey]!;
        Assert.That(tokens.Single().Alternatives.Select(token => token.Token), Is.EqualTo(new[] { "yes" }));
    }
}
