using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RerankKit.Remote.Tests.Providers;
using RerankKit.Conformance;

namespace RerankKit.Remote.Tests.DependencyInjection;

/// <summary>A language model's key, and what it was asked, appear in no log, span, exception or text of an object.</summary>
[NonParallelizable]
public class ChatSecrecyTests
{
    private static IEnumerable<TestCaseData> Methods() =>
        new ChatRerankMethod[] { new ListwiseChatMethod(), new SetwiseChatMethod(), new PairwiseChatMethod(), new RatingChatMethod(), new YesNoChatMethod() }
            .Select(method => new TestCaseData(method).SetArgDisplayNames(method.Name));

    [TestCaseSource(nameof(Methods))]
    public async Task NoSecretAppearsAnywhere(ChatRerankMethod method)
    {
        string leak = $$"""{"message":"key {{ProviderCase.Secret}} of 'Our office is closed on Mondays.'","error":{"code":"{{ProviderCase.Secret}}"} }""";
        string words = $$"""{"choices":[{"message":{"content":"{{ProviderCase.Secret}} Our office is closed on Mondays."},"finish_reason":"stop"}]}""";
        string quotedDocument = """{"message":"could not read 'Our office is closed on Mondays.'"}""";
        string quotedQuery = """{"error":{"message":"too long: how do I rotate an API key?"} }""";
        SocketAnswer[] answers =
        [
            new("""{"choices":[{"message":{"content":"yes"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3}}"""), new(words), new(leak), new(leak, 400), new(quotedDocument, 400), new(quotedQuery, 422),
            new(leak, 401, $"x-request-id: {ProviderCase.Secret}\r\n"), new(leak, 503), new(ProviderCase.Secret, 500), new(leak, 307, $"Location: /{ProviderCase.Secret}\r\n"),
            new(leak, Fault: SocketFault.Reset), new("SSH-2.0-OpenSSH_9.6", Fault: SocketFault.Nonsense),
        ];
        int current = 0;

        // A server quotes only what it was sent: methods that ask about single passages never show it the others.
        using var server = new SocketServer(body => answers[current].Body == quotedDocument && !body.Contains("Mondays", StringComparison.Ordinal) ? new("{}", 400) : answers[current]);
        var seen = new ConcurrentQueue<string>();
        using ActivityListener listener = Listen(seen);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new SeenLogs(seen)));
        services.AddOpenAICompatibleChatClient(options =>
        {
            (options.Endpoint, options.ModelId, options.ApiKey) = (server.Address, "m", ProviderCase.Secret);
            options.Retry = new() { MaxRetries = 1, Delay = TimeSpan.Zero };
            options.Headers["X-Extra"] = ProviderCase.Secret;
            options.ExtraBody = $$"""{"token":"{{ProviderCase.Secret}}"}""";
            seen.Enqueue(string.Concat((object)options));
        });
        services.AddReranking().AddChatClientReranker(options => options.Method = method).UseOpenTelemetry().UseLogging();
        await using ServiceProvider built = services.BuildServiceProvider();
        IReranker reranker = built.GetRequiredService<IReranker>();
        int failed = 0;
        for (; current < answers.Length; current++)
        {
            try
            {
                RerankResponse response = await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
                seen.Enqueue($"{response} {string.Join(' ', response.Stages)} {response.ModelId} {response.GetChatReport()}");
            }
            catch (ChatRerankException exception)
            {
                failed++;
                seen.Enqueue($"{exception} {exception.Report}");
            }
        }

        IChatClient client = built.GetRequiredService<IChatClient>();
        object?[] shown = [client, client.GetService<ChatClientMetadata>()!.ProviderUri, reranker, reranker.GetService<RerankerMetadata>(), method];
        seen.Enqueue(string.Join(' ', shown));
        Assert.That(failed, Is.GreaterThanOrEqualTo(answers.Length - 1));
        Assert.That(seen, Has.Some.Contains("url.full").And.Some.Contains("No answer of the language model could be used"), "something was not listened to");
        string everything = string.Join('\n', seen);
        foreach (string secret in (string[])[ProviderCase.Secret, ProviderCase.Secret[..12], "Mondays", "Schlüssel", "rotate an API"])
        {
            Assert.That(everything, Does.Not.Contain(secret));
        }
    }

    [Test]
    public void AKeyFromConfigurationIsNotShownWhenItIsWrong()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Judge:Endpoint", "http://llm"), new("Judge:ApiKey", "two words of a secret")]).Build();
        Assert.That(
            () => new ServiceCollection().AddOpenAICompatibleChatClient(configuration.GetSection("Judge")),
            Throws.InvalidOperationException.With.Message.Contains("'Judge:ApiKey'").And.Message.Not.Contains("two words"));
    }

    private static ActivityListener Listen(ConcurrentQueue<string> seen)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                seen.Enqueue($"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)}");
                foreach (ActivityEvent happened in activity.Events)
                {
                    seen.Enqueue($"{happened.Name} {string.Join(' ', happened.Tags)}");
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
