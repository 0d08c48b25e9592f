using System.Net;
using Microsoft.Extensions.AI;
using RerankKit.Remote.Tests.Providers;
using RerankKit.Conformance;

namespace RerankKit.Remote.Tests.Responses;

/// <summary>Bodies that never end, wherever bodies are read: the limit ends the reading, not what was read by then.</summary>
public class BodyLimitTests
{
    private const int Limit = 2048;
    private const int LongestError = 64 * 1024;

    [TestCase("data: {\"choices\":[{\"delta\":{\"content\":\"", "a line without an end")]
    [TestCase(": nothing yet\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\n", "lines before it")]
    [TestCase("", "nothing that is an event")]
    public void AStreamIsReadNoFurtherThanItsLimit(string beginning, string why)
    {
        using var content = new EndlessContent(beginning, "text/event-stream");
        using OpenAICompatibleChatClient client = Client(_ => new(HttpStatusCode.OK) { Content = content });
        var texts = new List<string>();
        RerankProviderException error = Assert.ThrowsAsync<RerankProviderException>(async () =>
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync([new(ChatRole.User, "a")]))
            {
                texts.Add(update.Text);
            }
        })!;
        Assert.That((error.Error, content.Taken), Is.EqualTo((RerankProviderError.InvalidResponse, Limit + 1L)), why);
        Assert.That(error.Message, Does.Contain("longer than MaxResponseBytes (2048)"));
        Assert.That(texts, beginning.Contains("hi") ? Is.EqualTo(new[] { "hi" }) : Is.Empty, "what came before the limit is given");
    }

    [TestCase("\r")]
    [TestCase("\n")]
    [TestCase("\r\n")]
    public async Task AStreamOfExactlyTheLimitIsReadToItsEnd(string lineEnd)
    {
        string first = "\uFEFFdata: {\"choices\":[{\"delta\":{\"content\":\"é" + new string('a', 500) + "\"}}]}" + lineEnd + lineEnd;
        string last = "data: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]}";
        string events = first + ":" + new string(' ', Limit - System.Text.Encoding.UTF8.GetByteCount(first + last) - 1 - lineEnd.Length) + lineEnd + last;
        using OpenAICompatibleChatClient client = Client(_ => FakeServer.Text(events, HttpStatusCode.OK, "text/event-stream"));
        ChatResponse response = await client.GetStreamingResponseAsync([new(ChatRole.User, "a")]).ToChatResponseAsync();
        Assert.That(response.Text, Is.EqualTo("é" + new string('a', 500) + "b"));
    }

    [Test]
    public async Task AnAnswerOfAServerThatDoesNotStreamIsNotLost()
    {
        using OpenAICompatibleChatClient client = Client(_ => FakeServer.Json("""{"choices":[{"message":{"content":"whole"},"finish_reason":"stop"}]}"""));
        Assert.That((await client.GetStreamingResponseAsync([new(ChatRole.User, "a")]).ToChatResponseAsync()).Text, Is.EqualTo("whole"));
        using OpenAICompatibleChatClient refused = Client(_ => FakeServer.Json("""{"error":{"message":"quota exceeded"}}"""));
        Assert.That(
            async () => await refused.GetStreamingResponseAsync([new(ChatRole.User, "a")]).ToChatResponseAsync(),
            Throws.InstanceOf<RerankProviderException>().With.Message.Contains("quota exceeded"));
    }

    [Test]
    public void ACompletionIsReadNoFurtherThanItsLimit()
    {
        using var content = new EndlessContent("{\"choices\":[{\"message\":{\"content\":\"");
        using OpenAICompatibleChatClient client = Client(_ => new(HttpStatusCode.OK) { Content = content });
        Assert.That(
            () => client.GetResponseAsync([new(ChatRole.User, "a")]),
            Throws.InstanceOf<RerankProviderException>().With.Message.Contains("longer than MaxResponseBytes (2048)"));
        Assert.That(content.Taken, Is.EqualTo(Limit + 1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void AnErrorOfAChatServerIsReadNoFurtherThanErrorsGo(bool isStream)
    {
        using var content = new EndlessContent("{\"error\":{\"message\":\"");
        using OpenAICompatibleChatClient client = Client(_ => new(HttpStatusCode.BadRequest) { Content = content });
        RerankProviderException error = Assert.ThrowsAsync<RerankProviderException>(async () =>
        {
            if (isStream)
            {
                await client.GetStreamingResponseAsync([new(ChatRole.User, "a")]).ToChatResponseAsync();
            }
            else
            {
                await client.GetResponseAsync([new(ChatRole.User, "a")]);
            }
        })!;
        Assert.That((error.Error, content.Taken), Is.EqualTo((RerankProviderError.Rejected, LongestError + 1L)));
    }

    [TestCase(200, Limit, RerankProviderError.InvalidResponse)]
    [TestCase(400, LongestError, RerankProviderError.Rejected)]
    public void ARankingIsReadNoFurtherThanItsLimit(int status, int limit, RerankProviderError expected)
    {
        foreach (ProviderCase provider in ProviderCases.All)
        {
            using var content = new EndlessContent("{\"results\":[");
            RemoteRerankerOptions options = provider.Options();
            options.MaxResponseBytes = Limit;
            using var reranker = new HttpReranker(new FakeServer(_ => new((HttpStatusCode)status) { Content = content }).Client(), options);
            RerankProviderException error = Assert.ThrowsAsync<RerankProviderException>(() => reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates))!;
            Assert.That((error.Error, content.Taken), Is.EqualTo((expected, limit + 1L)), provider.Name);
        }
    }

    [Test]
    public async Task WhatAServerSaysOfItselfIsReadNoFurtherThanErrorsGo()
    {
        using var content = new EndlessContent("{\"model_id\":\"");
        using var reranker = new HttpReranker(
            new FakeServer(request => request.Method == "GET" ? new(HttpStatusCode.OK) { Content = content } : FakeServer.Json("""[{"index":0,"score":1}]""")).Client(),
            new TextEmbeddingsInferenceOptions { Endpoint = new("http://tei.example") });
        Assert.That((await reranker.RerankAsync("q", ["d"])).Results[0].IsScored);
        Assert.That(content.Taken, Is.EqualTo(LongestError + 1));
    }

    [Test]
    public void VectorsAreReadNoFurtherThanTheirLimit()
    {
        using var content = new EndlessContent("[[[");
        using var encoder = new TextEmbeddingsInferenceEncoder(
            new FakeServer(_ => new(HttpStatusCode.OK) { Content = content }).Client(),
            new() { Endpoint = new("http://tei.example"), Dimension = 2, MaxResponseBytes = Limit });
        Assert.That(
            () => encoder.EncodeAsync(["a"], TextRole.Query),
            Throws.InstanceOf<RerankProviderException>().With.Message.Contains("longer than MaxResponseBytes (2048)"));
        Assert.That(content.Taken, Is.EqualTo(Limit + 1));
    }

    private static OpenAICompatibleChatClient Client(Func<SentRequest, HttpResponseMessage> answer) =>
        new(new FakeServer(answer).Client(), new() { Endpoint = new("http://llm.test:8000"), MaxResponseBytes = Limit });
}
