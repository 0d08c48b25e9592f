using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Remote.Tests.Chat;

public class OpenAICompatibleChatClientTests
{
    private const string Hello = """{"id":"c1","object":"chat.completion","created":1780000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop","logprobs":null}],"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}""";

    [Test]
    public async Task TheRequestIsWhatServersExpect()
    {
        var server = new FakeServer(Hello);
        using var client = Client(server, options => (options.ApiKey, options.ModelId) = ("sk-secret-key", "qwen3-8b"));
        var options = new ChatOptions
        {
            Temperature = 0,
            TopP = 0.5f,
            MaxOutputTokens = 1,
            Seed = 7,
            StopSequences = ["\n"],
            Instructions = "Be short.",
            AdditionalProperties = new() { ["logprobs"] = true, ["top_logprobs"] = 20 },
            ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonDocument.Parse("""{"type":"object","properties":{},"additionalProperties":false}""").RootElement, "ranking"),
        };

        ChatResponse response = await client.GetResponseAsync([new(ChatRole.System, "s"), new(ChatRole.User, "Is <a> é \"b\"?")], options);

        SentRequest request = server.Requests.Single();
        Assert.That(request.Uri, Is.EqualTo(new Uri("http://llm.test:8000/v1/chat/completions")));
        Assert.That(request.Header("Authorization"), Is.EqualTo("Bearer sk-secret-key"));
        Assert.That(request.Body, Is.EqualTo(
            """{"model":"qwen3-8b","messages":[{"role":"system","content":"Be short."},{"role":"system","content":"s"},{"role":"user","content":"Is <a> é \"b\"?"}]""" + ""","temperature":0,"top_p":0.5,"max_tokens":1,"seed":7,"stop":["\n"],"response_format":{"type":"json_schema","json_schema":{"name":"ranking","strict":true"""
            + ""","schema":{"type":"object","properties":{},"additionalProperties":false}}},"logprobs":true,"top_logprobs":20}"""));
        Assert.That((response.Text, response.FinishReason, response.ModelId, response.ResponseId), Is.EqualTo(("hello", (ChatFinishReason?)ChatFinishReason.Stop, "m", "c1")));
        Assert.That((response.Usage!.InputTokenCount, response.Usage.OutputTokenCount, response.Usage.TotalTokenCount), Is.EqualTo((12L, 3L, 15L)));
        Assert.That(response.CreatedAt, Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(1_780_000_000)));
    }

    [Test]
    public async Task WhatIsNotSetIsNotSent()
    {
        var server = new FakeServer(Hello);
        using var client = Client(server);
        await client.GetResponseAsync([new(ChatRole.User, "a")]);
        Assert.That(server.Requests.Single().Body, Is.EqualTo("""{"messages":[{"role":"user","content":"a"}]}"""));
        Assert.That(server.Requests.Single().Header("Authorization"), Is.Null);
    }

    [TestCase("http://h:11434", "http://h:11434/v1/chat/completions")]
    [TestCase("http://h:11434/", "http://h:11434/v1/chat/completions")]
    [TestCase("https://h/v1", "https://h/v1/chat/completions")]
    [TestCase("https://h/api/v1/", "https://h/api/v1/chat/completions")]
    [TestCase("https://h/v1/chat/completions", "https://h/v1/chat/completions")]
    [TestCase("https://h/openai/v1?api-version=1", "https://h/openai/v1/chat/completions?api-version=1")]
    public async Task AddressesComeWithAndWithoutThePath(string endpoint, string expected)
    {
        var server = new FakeServer(Hello);
        using var client = Client(server, options => options.Endpoint = new(endpoint));
        await client.GetResponseAsync([new(ChatRole.User, "a")]);
        Assert.That(server.Requests.Single().Uri, Is.EqualTo(new Uri(expected)));
        Assert.That(client.GetService<ChatClientMetadata>()!.ProviderUri, Is.EqualTo(new Uri(expected)));
    }

    [Test]
    public async Task ServersWithWishesOfTheirOwnGetThem()
    {
        var server = new FakeServer(Hello);
        using var client = Client(server, options =>
        {
            options.UseMaxCompletionTokens = true;
            options.Thinking = ChatThinking.OffByTemplate;
            options.ExtraBody = """{"top_k":1,"cache_prompt":true}""";
            options.Headers["X-Team"] = "search";
        });
        await client.GetResponseAsync([new(ChatRole.User, "a")], new() { MaxOutputTokens = 5, ResponseFormat = ChatResponseFormat.Json });
        Assert.That(server.Requests[0].Body, Is.EqualTo(
            """{"messages":[{"role":"user","content":"a"}],"max_completion_tokens":5,"response_format":{"type":"json_object"},"chat_template_kwargs":{"enable_thinking":false},"top_k":1,"cache_prompt":true}"""));
        Assert.That(server.Requests[0].Header("X-Team"), Is.EqualTo("search"));

        using var ollama = Client(server, options => options.Thinking = ChatThinking.OffByEffort);
        await ollama.GetResponseAsync([new(ChatRole.User, "a")]);
        Assert.That(server.Requests[1].Body, Does.Contain("\"reasoning_effort\":\"none\""));
    }

    [Test]
    public async Task AMemberOfTheExtraBodyTakesThePlaceOfTheRequestsOwn()
    {
        var server = new FakeServer(Hello);
        using var client = Client(server, options => options.ExtraBody = """{"max_tokens":9}""");
        await client.GetResponseAsync([new(ChatRole.User, "a")], new() { MaxOutputTokens = 5, Seed = 1 });
        Assert.That(server.Requests[0].Body, Is.EqualTo("""{"messages":[{"role":"user","content":"a"}],"max_tokens":9,"seed":1}"""));
    }

    [Test]
    public async Task PlainCompletionsGetThePromptAsText()
    {
        var server = new FakeServer("""{"choices":[{"text":" Yes","logprobs":{"tokens":[" Yes"],"token_logprobs":[-0.2],"top_logprobs":[{" Yes":-0.2,"No":-1.7}]},"finish_reason":"length"}]}""");
        using var client = Client(server, options => options.UsePlainCompletions = true);
        using var reranker = new ChatClientReranker(client, new() { Method = YesNoChatMethod.BgeRerankerGemma });

        RerankResponse response = await reranker.RerankAsync("q", ["d"]);

        SentRequest request = server.Requests.Single();
        Assert.That(request.Uri.AbsolutePath, Is.EqualTo("/v1/completions"));
        Assert.That(request.Body, Does.StartWith("{\"prompt\":\"A: q\\nB: d\\nGiven a query A").And.EndWith("\"temperature\":0,\"max_tokens\":1,\"logprobs\":20}"));
        Assert.That(response.Results[0].Score, Is.EqualTo(Math.Exp(-0.2) / (Math.Exp(-0.2) + Math.Exp(-1.7))).Within(1e-12));
    }

    [Test]
    public async Task TheSampleOfTheSpecificationScores0917()
    {
        var server = new FakeServer("""{"id":"chatcmpl-1","object":"chat.completion","created":1780000000,"model":"qwen3-8b","choices":[{"index":0,"message":{"role":"assistant","content":"yes"},"finish_reason":"length","logprobs":{"content":[{"token":"yes","logprob":-0.105,"bytes":[121,101,115],"top_logprobs":[{"token":"yes","logprob":-0.105,"bytes":[121,101,115]},{"token":"no","logprob":-2.5,"bytes":[110,111]},{"token":" Yes","logprob":-5.0,"bytes":null}]}],"refusal":null}}],"usage":{"prompt_tokens":38,"completion_tokens":1,"total_tokens":39}}""");
        using var reranker = new ChatClientReranker(Client(server), new() { Method = new YesNoChatMethod(), InputPricePerMillionTokens = 1_000_000 });
        RerankResponse response = await reranker.RerankAsync("rotate key", ["Choose Rotate."]);
        Assert.That(response.Results[0].Score, Is.EqualTo(0.917).Within(0.001));
        Assert.That((response.ModelId, response.GetChatReport()!.Cost, response.GetChatReport()!.TextAnswers), Is.EqualTo(("qwen3-8b", (decimal?)38, 0)));
    }

    [Test]
    public async Task ARankingGoesThereAndBack()
    {
        var server = new FakeServer(request =>
        {
            using var body = JsonDocument.Parse(request.Body);
            string[] ids = [.. body.RootElement.GetProperty("messages")[1].GetProperty("content").GetString()!
                .Split('\n').Where(line => line.StartsWith("<passage ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1])];
            string ranking = JsonSerializer.Serialize($$"""{"ranking":["{{ids[2]}}","{{ids[0]}}","{{ids[1]}}"]}""");
            return FakeServer.Json($$"""{"choices":[{"message":{"content":{{ranking}}},"finish_reason":"stop"}]}""");
        });
        using var reranker = new ChatClientReranker(Client(server));
        RerankResponse response = await reranker.RerankAsync("q", ["a", "b", "c"]);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 0, 1 }));
    }

    [Test]
    public async Task ReasoningRefusalsAndPartsAreTakenApart()
    {
        var server = new FakeServer("""{"choices":[{"message":{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"reasoning_content":"hm","refusal":"no"},"finish_reason":"content_filter"}],"usage":{"prompt_tokens":5.0,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}}""");
        using var client = Client(server);
        ChatResponse response = await client.GetResponseAsync([new(ChatRole.User, "a")]);
        Assert.That(response.Text, Is.EqualTo("ab"));
        Assert.That(response.Messages[0].Contents.OfType<TextReasoningContent>().Single().Text, Is.EqualTo("hm"));
        Assert.That(response.Messages[0].Contents.OfType<ErrorContent>().Single().ErrorCode, Is.EqualTo("Refusal"));
        Assert.That(response.FinishReason, Is.EqualTo(ChatFinishReason.ContentFilter));
        Assert.That((response.Usage!.InputTokenCount, response.Usage.CachedInputTokenCount, response.Usage.ReasoningTokenCount), Is.EqualTo(((long?)5, (long?)4, (long?)2)));
    }

    [TestCase(400, """{"error":{"message":"bad schema","type":"invalid_request_error","param":null,"code":null}}""", RerankProviderError.Rejected, "bad schema")]
    [TestCase(400, """{"object":"error","message":"too long","type":"BadRequestError","param":null,"code":400}""", RerankProviderError.Rejected, "too long")]
    [TestCase(401, "", RerankProviderError.Unauthorized, "HTTP 401")]
    [TestCase(404, """{"error":{"message":"model \"x\" not found","type":"api_error"}}""", RerankProviderError.NotFound, "not found")]
    [TestCase(503, """{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}""", RerankProviderError.Unavailable, "Loading model")]
    [TestCase(200, """{"error":{"message":"upstream","code":502}}""", RerankProviderError.Unavailable, "with an error 502: upstream")]
    [TestCase(200, """{"error":{"message":"upstream"}}""", RerankProviderError.Rejected, "with an error: upstream")]
    [TestCase(200, "<html>", RerankProviderError.InvalidResponse, "not JSON")]
    [TestCase(200, "{}", RerankProviderError.InvalidResponse, "no choices")]
    [TestCase(200, """{"choices":[]}""", RerankProviderError.InvalidResponse, "no choices")]
    [TestCase(200, """{"choices":[{"message":{"content":"\ud800"}}]}""", RerankProviderError.InvalidResponse, "no valid Unicode")]
    public void FailuresAreTyped(int status, string body, RerankProviderError error, string message)
    {
        using var client = Client(new FakeServer(_ => FakeServer.Json(body, (HttpStatusCode)status)), options => options.Retry = null);
        RerankProviderException exception = Assert.ThrowsAsync<RerankProviderException>(() => client.GetResponseAsync([new(ChatRole.User, "a")]))!;
        Assert.That((exception.Error, exception.StatusCode, exception.Provider), Is.EqualTo((error, (HttpStatusCode?)status, "chat-completions")));
        Assert.That(exception.Message, Does.Contain(message));
    }

    [Test]
    public void NoFailureShowsAKeyOrTheConversation()
    {
        const string key = "sk-very-secret-0123456789";
        string[] bodies =
        [
            $$$"""{"error":{"message":"Incorrect API key provided: {{{key}}}"}}""",
            """{"error":{"message":"Could not process: the quarterly figures of the merger"}}""",
            $$$"""{"error":{"message":"x","code":"{{{key}}}"}}""",
        ];
        foreach (string body in bodies)
        {
            using var client = Client(new FakeServer(_ => FakeServer.Json(body, HttpStatusCode.BadRequest)), options => options.ApiKey = key);
            RerankProviderException exception = Assert.ThrowsAsync<RerankProviderException>(
                () => client.GetResponseAsync([new(ChatRole.User, "Rank: the quarterly figures of the merger are final")]))!;
            Assert.That($"{exception}{exception.ErrorCode}", Does.Not.Contain("secret").And.Not.Contain("quarterly"));
        }
    }

    [Test]
    public async Task TransientFailuresAreTriedAgainAndPermanentOnesAreNot()
    {
        int call = 0;
        var time = new SkippingTimeProvider();
        var server = new FakeServer(_ => ++call < 3 ? FakeServer.Error(429, "{}", ("Retry-After", "2")) : FakeServer.Json(Hello));
        using var client = Client(server, timeProvider: time);
        Assert.That((await client.GetResponseAsync([new(ChatRole.User, "a")])).Text, Is.EqualTo("hello"));
        Assert.That(time.Waits, Is.EqualTo(new[] { TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2) }));

        var strict = new FakeServer(_ => FakeServer.Error(400));
        using var refused = Client(strict, timeProvider: time);
        Assert.That(() => refused.GetResponseAsync([new(ChatRole.User, "a")]), Throws.InstanceOf<RerankProviderException>());
        Assert.That(strict.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public void ATimeoutIsNoCancellationAndACancellationIsNoTimeout()
    {
        var time = new ManualTimeProvider();
        using var source = new CancellationTokenSource();
        var slow = new FakeServer(async (_, token) =>
        {
            time.Advance(TimeSpan.FromSeconds(61));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            throw new InvalidOperationException("not reached");
        });
        using var client = Client(slow, timeProvider: time);
        Assert.That(
            () => client.GetResponseAsync([new(ChatRole.User, "a")]),
            Throws.InstanceOf<RerankProviderException>().With.Property(nameof(RerankProviderException.Error)).EqualTo(RerankProviderError.TimedOut));

        var cancelling = new FakeServer(async (_, token) =>
        {
            await source.CancelAsync();
            token.ThrowIfCancellationRequested();
            throw new InvalidOperationException("not reached");
        });
        using var cancelled = Client(cancelling, timeProvider: time);
        Assert.That(() => cancelled.GetResponseAsync([new(ChatRole.User, "a")], null, source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void AServerThatIsNotThereIsUnreachable()
    {
        using var client = Client(
            new FakeServer((_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused")), options => options.Retry = null);
        Assert.That(
            () => client.GetResponseAsync([new(ChatRole.User, "a")]),
            Throws.InstanceOf<RerankProviderException>().With.Message.EqualTo("'chat-completions' at llm.test was not reached: no connection could be made."));
    }

    [Test]
    public async Task AStreamIsReadChunkByChunk()
    {
        const string events = ": keep-alive\n\ndata: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n"
            + "data: {\"choices\":[{\"delta\":{\"content\":\"hel\"}}]}\r\n\r\ndata:{\"choices\":[{\"delta\":{\"content\":\"lo\"},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\ndata: [DONE]\n\ndata: never read\n";
        var server = new FakeServer(_ => FakeServer.Text(events, HttpStatusCode.OK, "text/event-stream"));
        using var client = Client(server);

        ChatResponse response = await client.GetStreamingResponseAsync([new(ChatRole.User, "a")]).ToChatResponseAsync();

        Assert.That((response.Text, response.FinishReason, response.ModelId), Is.EqualTo(("hello", (ChatFinishReason?)ChatFinishReason.Stop, "m")));
        Assert.That((response.Usage!.InputTokenCount, response.Usage.OutputTokenCount), Is.EqualTo(((long?)3, (long?)2)));
        Assert.That(server.Requests.Single().Body, Does.EndWith("\"stream\":true,\"stream_options\":{\"include_usage\":true}}"));
    }

    [TestCase("data: {\"error\":{\"message\":\"overloaded\"}}\n", RerankProviderError.Rejected)]
    [TestCase("data: {\"choices\"\n", RerankProviderError.InvalidResponse)]
    [TestCase("data: 7\n", RerankProviderError.InvalidResponse)]
    public void AFailureInAStreamIsTyped(string events, RerankProviderError error)
    {
        using var client = Client(new FakeServer(_ => FakeServer.Text(events, HttpStatusCode.OK, "text/event-stream")));
        Assert.That(
            async () => await client.GetStreamingResponseAsync([new(ChatRole.User, "a")]).ToChatResponseAsync(),
            Throws.InstanceOf<RerankProviderException>().With.Property(nameof(RerankProviderException.Error)).EqualTo(error));
    }

    [Test]
    public void MoreThanTextIsRefused()
    {
        using var client = Client(new FakeServer(Hello));
        Assert.That(
            () => client.GetResponseAsync([new(ChatRole.User, [new UriContent(new Uri("http://x/y.png"), "image/png")])]),
            Throws.InstanceOf<NotSupportedException>().With.Message.Contains("UriContent"));
        Assert.That(
            () => client.GetResponseAsync([new(ChatRole.User, "a")], new() { AdditionalProperties = new() { ["x"] = new object() } }),
            Throws.InstanceOf<NotSupportedException>().With.Message.Contains("'x'"));
    }

    [Test]
    public async Task MutatedAnswersEndInAResponseOrATypedError()
    {
        var random = new Random(3);
        string answer = "";
        using var client = Client(new FakeServer(_ => FakeServer.Json(answer)), options => options.Retry = null);
        int answered = 0;
        for (int i = 0; i < 10_000; i++)
        {
            char[] mutated = Hello.Replace("null", """{"content":[{"token":"yes","logprob":-0.1,"top_logprobs":[{"token":"no","logprob":-2}]}]}""", StringComparison.Ordinal).ToCharArray();
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                mutated[random.Next(mutated.Length)] = "{}[]\",:\\0e-ntu\ud800"[random.Next(15)];
            }

            answer = new(mutated, 0, random.Next(3) == 0 ? random.Next(mutated.Length) : mutated.Length);
            try
            {
                await client.GetResponseAsync([new(ChatRole.User, "a")]);
                answered++;
            }
            catch (RerankProviderException)
            {
                // Typed.
            }
        }

        Assert.That(answered, Is.InRange(300, 9_700));
    }

    [Test]
    public async Task TheContainerGivesItToRerankers()
    {
        var server = new FakeServer(Hello.Replace("hello", "yes", StringComparison.Ordinal));
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("LLM_TEST_KEY", "key-from-configuration")]).Build());
        services.AddOpenAICompatibleChatClient(options =>
        {
            options.Endpoint = new("http://llm.test");
            options.ApiKeyVariable = "LLM_TEST_KEY";
        });
        services.AddHttpClient("RerankKit.chat-completions").ConfigurePrimaryHttpMessageHandler(() => server);
        services.AddReranking().AddChatClientReranker(options => options.Method = new YesNoChatMethod());
        await using ServiceProvider provider = services.BuildServiceProvider();

        RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync("q", ["a"]);

        Assert.That(response.Results[0].Score, Is.EqualTo(1));
        Assert.That(server.Requests.Single().Header("Authorization"), Is.EqualTo("Bearer key-from-configuration"));
    }

    [Test]
    public void WhatIsMissingIsNamed()
    {
        using var http = new HttpClient();
        Assert.That(() => new OpenAICompatibleChatClient(http, new()), Throws.InvalidOperationException.With.Message.Contains("Endpoint"));
        Assert.That(
            () => new OpenAICompatibleChatClient(http, new() { Endpoint = new("http://x"), ApiKeyVariable = "RERANKKIT_NO_SUCH_VARIABLE" }),
            Throws.InvalidOperationException.With.Message.Contains("RERANKKIT_NO_SUCH_VARIABLE"));
        var options = new OpenAICompatibleChatClientOptions { Endpoint = new("http://x"), Headers = { ["X-Key"] = "hush\n" } };
        Assert.That(() => new OpenAICompatibleChatClient(http, options), Throws.InvalidOperationException.With.Message.Contains("'X-Key'").And.Message.Not.Contains("hush"));
        Assert.That(() => new OpenAICompatibleChatClientOptions { Endpoint = new("ftp://x") }, Throws.ArgumentException);
        Assert.That(() => new OpenAICompatibleChatClientOptions { Endpoint = new("http://user:pw@x") }, Throws.ArgumentException);
        Assert.That(() => new OpenAICompatibleChatClientOptions { ApiKey = "a b" }, Throws.ArgumentException);
        Assert.That(() => new OpenAICompatibleChatClientOptions { ExtraBody = "[]" }, Throws.ArgumentException);
        Assert.That(() => new OpenAICompatibleChatClientOptions { ExtraBody = """{"a":1,"a":2}""" }, Throws.ArgumentException);
        Assert.That(() => new OpenAICompatibleChatClientOptions { Timeout = TimeSpan.Zero }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new OpenAICompatibleChatClientOptions { MaxResponseBytes = 1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new OpenAICompatibleChatClientOptions { Thinking = (ChatThinking)9 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static OpenAICompatibleChatClient Client(
        FakeServer server, Action<OpenAICompatibleChatClientOptions>? configure = null, TimeProvider? timeProvider = null)
    {
        var options = new OpenAICompatibleChatClientOptions { Endpoint = new("http://llm.test:8000") };
        configure?.Invoke(options);
        return new(server.Client(), options, timeProvider);
    }
}
