using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.Remote.Tests.Chat;

/// <summary>What a chat server refuses with is said, by every method that asks a language model.</summary>
public class ChatFailureWordsTests
{
    private static readonly RerankCandidate[] Candidates = ["the first passage", "the second passage", "the third passage"];

    private static IEnumerable<TestCaseData> Methods() => new ChatRerankMethod[]
    {
        new ListwiseChatMethod(), new SetwiseChatMethod(), new PairwiseChatMethod(), new RatingChatMethod(), new YesNoChatMethod(),
    }.Select(method => new TestCaseData(method).SetArgDisplayNames(method.Name));

    [TestCaseSource(nameof(Methods))]
    public void TheServersWordsAreInTheErrorAndNoInnerExceptionIsPointedTo(ChatRerankMethod method)
    {
        foreach (int status in (int[])[400, 401, 402, 403, 404, 413, 422, 429, 500, 503, 200])
        {
            using ChatClientReranker reranker = Reranker(status, method);
            ChatRerankException error = Assert.ThrowsAsync<ChatRerankException>(() => reranker.RerankAsync("where is it", Candidates))!;
            Assert.That(error.Message, Does.StartWith("No answer of the language model could be used: RerankProviderException: 'chat-completions' answered HTTP "));
            Assert.That(error.Message, Does.Contain("(insufficient_quota): quota exceeded").And.Contain($" {status}").And.Not.Contain("inner exception"), error.Message);
            Assert.That(error.InnerException, Is.InstanceOf<RerankProviderException>());
        }
    }

    [TestCaseSource(nameof(Methods))]
    public async Task TheFallbacksReasonHoldsThem(ChatRerankMethod method)
    {
        using IReranker reranker = Reranker(429, method).AsBuilder().UseFallback().Build();
        RerankResponse response = await reranker.RerankAsync("where is it", Candidates);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(response.Stages[0].Reason, Does.Contain("HTTP 429 (insufficient_quota): quota exceeded"));
    }

    [Test]
    public async Task WhereSomeQuestionsWereAnsweredTheStageSaysWhyOthersWereNot()
    {
        int asked = 0;
        var server = new FakeServer(_ => Interlocked.Increment(ref asked) == 2
            ? Refusal(429)
            : FakeServer.Json("""{"choices":[{"message":{"content":"yes"},"finish_reason":"stop"}]}"""));
        using var reranker = new ChatClientReranker(Client(server), new() { Method = new YesNoChatMethod(), MaxConcurrency = 1 });
        RerankResponse response = await reranker.RerankAsync("where is it", Candidates);
        Assert.That(response.Results.Count(result => result.IsScored), Is.EqualTo(2));
        Assert.That(response.Stages[0].Reasons, Has.Count.EqualTo(2));
        Assert.That(response.Stages[0].Reasons[0], Does.Contain("1 unanswered, 1 failed"));
        Assert.That(
            response.Stages[0].Reasons[1],
            Is.EqualTo("the last failure was RerankProviderException: 'chat-completions' answered HTTP 429 (insufficient_quota): quota exceeded"));
    }

    private static HttpResponseMessage Refusal(int status) =>
        FakeServer.Error(status, """{"error":{"message":"quota exceeded","type":"insufficient_quota"}}""");

    private static ChatClientReranker Reranker(int status, ChatRerankMethod method) => new(Client(new FakeServer(_ => Refusal(status))), new() { Method = method });

    private static OpenAICompatibleChatClient Client(FakeServer server) => new(server.Client(), new() { Endpoint = new("http://llm.test:8000"), Retry = null });
}
