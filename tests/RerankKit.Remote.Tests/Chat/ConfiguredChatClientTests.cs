using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RerankKit.Remote.Tests.Chat;

/// <summary>Chat clients, and the rerankers over them, from configuration; what is missing is named when the application starts.</summary>
public class ConfiguredChatClientTests
{
    [Test]
    public async Task AModelAndItsRerankerComeFromOneFile()
    {
        var server = new FakeServer("""{"choices":[{"message":{"content":"{\"rating\":7}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":2}}""");
        var services = new ServiceCollection();
        IConfiguration configuration = Configuration("""
            {
              "Judge": { "Endpoint": "http://llm.test:8000", "Model": "qwen3-8b", "ApiKeyVariable": "Secrets:Judge", "Timeout": "00:00:05", "Thinking": "OffByTemplate", "UseMaxCompletionTokens": true,
                         "Retry": { "MaxRetries": 0 }, "Headers": { "X-Team": "search" }, "ExtraBody": "{\"top_k\":1}", "MaxResponseBytes": 2048 },
              "Secrets": { "Judge": "key-from-configuration" },
              "Reranking": { "Provider": "chat-client", "Options": { "Method": "Rating", "ChatClient": "judge", "InputPricePerMillionTokens": 3, "MaxOutputTokens": 9 } }
            }
            """);
        services.AddSingleton(configuration);
        services.AddOpenAICompatibleChatClient(configuration.GetSection("Judge"), "judge").AddReranking(configuration.GetSection("Reranking"));
        services.AddHttpClient("RerankKit.chat-completions").ConfigurePrimaryHttpMessageHandler(() => server);
        await using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();

        RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync("q", ["a"]);

        Assert.That((response.Results[0].Score, response.GetChatReport()!.Cost), Is.EqualTo((7.0, (decimal?)0.00003m)));
        Assert.That(UsageMeters.ReportedCost()(response), Is.EqualTo(new UsageAmount(1, 0.00003m)));
        SentRequest request = server.Requests.Single();
        Assert.That(request.Header("Authorization"), Is.EqualTo("Bearer key-from-configuration"));
        Assert.That(request.Header("X-Team"), Is.EqualTo("search"));
        Assert.That(request.Body, Does.StartWith("{\"model\":\"qwen3-8b\"").And.Contain("\"max_completion_tokens\":9").And.Contain("\"enable_thinking\":false").And.EndWith("\"top_k\":1}"));
    }

    [Test]
    public async Task AUsageBudgetCountsTheTokensOfEveryQuestion()
    {
        var server = new FakeServer("""{"choices":[{"message":{"content":"yes"},"finish_reason":"stop"}],"usage":{"prompt_tokens":900,"completion_tokens":100,"total_tokens":1000}}""");
        using IReranker reranker = new ChatClientReranker(
            new OpenAICompatibleChatClient(server.Client(), new() { Endpoint = new("http://llm.test") }), new() { Method = new YesNoChatMethod() }).AsBuilder()
            .UseUsageBudget(budget => (budget.MaxUnits, budget.Meter) = (6_000, UsageMeters.Tokens(pricePerMillion: 2)))
            .Build();
        for (int i = 0; i < 4; i++)
        {
            await reranker.RerankAsync("q", ["a", "b", "c"]);
        }

        Assert.That(server.Requests, Has.Count.EqualTo(6), "two calls of three questions, then nothing more");
        Assert.That(reranker.GetService<UsageBudget>()!.GetState().Used, Is.EqualTo(new UsageAmount(6_000, 0.012m)));
    }

    [Test]
    public async Task ARankingWithARepeatAndAnUnknownNumberIsRepaired()
    {
        // The sample [2,2,9] for three documents numbered from 0 is [3,3,10] where they are numbered from 1.
        var server = new FakeServer("""{"choices":[{"message":{"content":"[3,3,10]"},"finish_reason":"stop"}]}""");
        using var reranker = new ChatClientReranker(
            new OpenAICompatibleChatClient(server.Client(), new() { Endpoint = new("http://llm.test") }),
            new() { Method = new ListwiseChatMethod { Prompt = ChatRerankPrompts.RankGpt, UseJsonSchema = false }, MaxAttempts = 1 });
        RerankResponse response = await reranker.RerankAsync("q", ["a", "b", "c"]);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 0, 1 }));
        ChatRerankReport report = response.GetChatReport()!;
        Assert.That((report.Duplicate, report.OutOfRange, report.Missing), Is.EqualTo((1, 1, 2)));
    }

    [Test]
    public void RetriesAreThoseOfTheSection()
    {
        foreach ((string retries, int expected) in new[] { ("0", 1), ("3", 4) })
        {
            var server = new FakeServer(_ => FakeServer.Error(503));
            var services = new ServiceCollection();
            services.AddSingleton<TimeProvider>(new SkippingTimeProvider { Limit = TimeSpan.FromSeconds(50) });
            services.AddOpenAICompatibleChatClient(Configuration($$"""{ "Judge": { "Endpoint": "http://llm.test", "Retry": { "MaxRetries": {{retries}}, "MaxDelay": "00:00:01" } } }""").GetSection("Judge"));
            services.AddHttpClient("RerankKit.chat-completions").ConfigurePrimaryHttpMessageHandler(() => server);
            using ServiceProvider provider = services.BuildServiceProvider();
            Assert.That(() => provider.GetRequiredService<IChatClient>().GetResponseAsync("a"), Throws.InstanceOf<RerankProviderException>());
            Assert.That(server.Requests, Has.Count.EqualTo(expected));
        }
    }

    [TestCase("""{ "Endpoint": "nowhere" }""", "'Judge:Endpoint'")]
    [TestCase("""{ "Endpoint": "http://x", "Modell": "m" }""", "'Judge:Modell' is not known")]
    [TestCase("""{ "Endpoint": "http://x", "Thinking": "Loudly" }""", "'Judge:Thinking' is 'Loudly'")]
    [TestCase("""{ "Endpoint": "http://x", "Timeout": "soon" }""", "'Judge:Timeout'")]
    [TestCase("""{ "Endpoint": "http://x", "Retry": { "Jitter": 1 } }""", "'Judge:Retry:Jitter' is not known")]
    [TestCase("""{ "Endpoint": "http://x", "ExtraBody": "[]" }""", "'Judge:ExtraBody'")]
    public void AMistakeIsNamed(string section, string message) => Assert.That(
        () => new ServiceCollection().AddOpenAICompatibleChatClient(Configuration($$"""{ "Judge": {{section}} }""").GetSection("Judge")),
        Throws.InvalidOperationException.With.Message.Contains(message));

    [Test]
    public void WhatIsMissingIsNamedWhenTheApplicationStarts()
    {
        Assert.That(Start(services => services.AddOpenAICompatibleChatClient(_ => { })), Throws.InvalidOperationException.With.Message.Contains("Endpoint"));
        Assert.That(
            Start(services => services.AddOpenAICompatibleChatClient(options => (options.Endpoint, options.ApiKeyVariable) = (new("http://x"), "RERANKKIT_NO_SUCH_KEY"), "judge")),
            Throws.InvalidOperationException.With.Message.Contains("RERANKKIT_NO_SUCH_KEY"));
        Assert.That(Start(services => services.AddReranking().AddChatClientReranker()), Throws.InvalidOperationException.With.Message.Contains("AddSingleton<IChatClient>"));
        Assert.That(Start(services => services.AddReranking().AddChatClientReranker(chatClientKey: "judge")), Throws.InvalidOperationException.With.Message.Contains("'judge'"));
        Assert.That(
            Start(services => services.AddOpenAICompatibleChatClient(options => options.Endpoint = new("http://x"), "judge").AddReranking().AddChatClientReranker(chatClientKey: "judge")),
            Throws.Nothing);
    }

    private static Action Start(Action<IServiceCollection> register) => () =>
    {
        var services = new ServiceCollection();
        register(services);
        using ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);
        provider.GetRequiredService<IStartupValidator>().Validate();
    };

    private static IConfigurationRoot Configuration(string json) => new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
}
