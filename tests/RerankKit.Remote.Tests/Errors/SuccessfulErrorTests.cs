using System.Net;
using Microsoft.Extensions.AI;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests.Errors;

/// <summary>Gateways answer HTTP 200 with an error inside; its words are what helps.</summary>
public class SuccessfulErrorTests
{
    private static readonly (string Body, RerankProviderError Error, string Message)[] Shapes =
    [
        ("""{"error":{"message":"quota exceeded"}}""", RerankProviderError.Rejected, "answered HTTP 200 with an error: quota exceeded"),
        ("""{"error":{"message":"quota exceeded","type":"insufficient_quota"}}""", RerankProviderError.Rejected, "answered HTTP 200 with an error (insufficient_quota): quota exceeded"),
        ("""{"error":{"code":429,"message":"quota exceeded"}}""", RerankProviderError.RateLimited, "answered HTTP 200 with an error 429: quota exceeded"),
        ("""{"error":{"code":401,"message":"no such user"},"user_id":null}""", RerankProviderError.Unauthorized, "no such user. Check the key"),
        ("""{"error":"quota exceeded"}""", RerankProviderError.Rejected, "with an error: quota exceeded"),
        ("""{"results":[],"error":{"message":"quota exceeded"}}""", RerankProviderError.Rejected, "with an error: quota exceeded"),
        ("""{"results":null,"error":{"message":"quota exceeded"}}""", RerankProviderError.Rejected, "with an error: quota exceeded"),
        ("""{"errors":[{"message":"quota exceeded"}]}""", RerankProviderError.Rejected, "with an error: quota exceeded"),
        ("""{"errors":["quota exceeded"]}""", RerankProviderError.Rejected, "with an error: quota exceeded"),
        ("""{"error":["quota exceeded"]}""", RerankProviderError.Rejected, "with an error: quota exceeded"),
        ("""[{"error":{"code":429,"message":"quota exceeded","status":"RESOURCE_EXHAUSTED"}}]""", RerankProviderError.RateLimited, "with an error 429 (RESOURCE_EXHAUSTED): quota exceeded"),
        ("""{"object":"error","message":"quota exceeded","type":"BadRequestError","code":400}""", RerankProviderError.Rejected, "with an error 400 (BadRequestError): quota exceeded"),
        ("""{"success":false,"msg":"quota exceeded"}""", RerankProviderError.Rejected, "with an error: quota exceeded"),
        ("""{"error_code":18,"error_msg":"quota exceeded"}""", RerankProviderError.Rejected, "with an error: quota exceeded"),
        ("""{"errorMessage":"quota exceeded","errorType":"Limit"}""", RerankProviderError.Rejected, "with an error (Limit): quota exceeded"),
        ("""{"error":{"message":"quota exceeded","left":NaN}}""", RerankProviderError.Rejected, "with an error: quota exceeded"),

        // Not called an error: the words are shown, and what is missing.
        ("""{"code":"Throttling","message":"quota exceeded.","request_id":"r"}""", RerankProviderError.InvalidResponse, "something that is not a ranking"),
        ("""{"code":"Throttling","message":"quota exceeded.","request_id":"r"}""", RerankProviderError.InvalidResponse, ", but says: quota exceeded. Check the endpoint's path"),
        ("""{"detail":"quota exceeded"}""", RerankProviderError.InvalidResponse, ", but says: quota exceeded. Check"),
        ("""{"base_resp":{"status_code":1002,"status_msg":"quota exceeded"}}""", RerankProviderError.InvalidResponse, ", but says: quota exceeded. Check"),
        ("""{"error":null,"message":""}""", RerankProviderError.InvalidResponse, "it has no list of results. Check"),
    ];

    private static IEnumerable<TestCaseData> Cases() => ProviderCases.Cases();

    [TestCaseSource(nameof(Cases))]
    public void TheServersOwnWordsAreShown(object data)
    {
        foreach ((string body, RerankProviderError expected, string message) in Shapes)
        {
            (RerankProviderException error, _) = Fail((ProviderCase)data, body);
            Assert.That((error.Error, error.StatusCode), Is.EqualTo((expected, (HttpStatusCode?)HttpStatusCode.OK)), body);
            Assert.That(error.Message, Does.Contain(message), body);
        }
    }

    [Test]
    public void AnErrorThatMayPassIsSentAgainAndAnotherIsNot()
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "cohere");
        Assert.That(Fail(provider, """{"error":{"code":502,"message":"upstream"}}""").Requests, Is.EqualTo(3));
        Assert.That(Fail(provider, """{"error":{"code":400,"message":"upstream"}}""").Requests, Is.EqualTo(1));
        Assert.That(Fail(provider, """{"error":{"message":"upstream"}}""").Requests, Is.EqualTo(1));
    }

    [TestCase($$$"""{"error":{"message":"bad key {{{ProviderCase.Secret}}}"}}""")]
    [TestCase($$"""{"message":"cannot rank 'how do I rotate an API key?'"}""")]
    [TestCase($$"""{"detail":"bad document: Our office is closed on Mondays."}""")]
    public void WordsThatQuoteAreNotShown(string body)
    {
        foreach (ProviderCase provider in ProviderCases.All)
        {
            Assert.That(Fail(provider, body).Error.ToString(), Does.Not.Contain("secret").And.Not.Contain("rotate").And.Not.Contain("office"), provider.Name);
        }
    }

    [TestCase("""{"error":{"message":"quota exceeded"}}""", "with an error: quota exceeded")]
    [TestCase("""{"message":"quota exceeded"}""", "something that is not a completion: it has no choices, but says: quota exceeded. Check")]
    public void AChatServersWordsAreShown(string body, string message)
    {
        using var client = new OpenAICompatibleChatClient(new FakeServer(body).Client(), new() { Endpoint = new("http://llm.test") });
        Assert.That(
            () => client.GetResponseAsync([new(ChatRole.User, "a")]),
            Throws.InstanceOf<RerankProviderException>().With.Message.Contains(message));
    }

    [Test]
    public void AnEncodersWordsAreShown()
    {
        using var encoder = new TextEmbeddingsInferenceEncoder(
            new FakeServer("""{"message":"quota exceeded"}""").Client(), new() { Endpoint = new("http://tei.test"), Dimension = 2 });
        Assert.That(
            () => encoder.EncodeAsync(["a"], TextRole.Query),
            Throws.InstanceOf<RerankProviderException>().With.Message.Contains("something that is not a list of token vectors: it is no list, but says: quota exceeded. Check"));
    }

    private static (RerankProviderException Error, int Requests) Fail(ProviderCase provider, string body)
    {
        var server = new FakeServer(body);
        using var reranker = new HttpReranker(server.Client(), provider.Options(), new SkippingTimeProvider());
        RerankProviderException error = Assert.ThrowsAsync<RerankProviderException>(() => reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates))!;
        return (error, server.Requests.Count);
    }
}
