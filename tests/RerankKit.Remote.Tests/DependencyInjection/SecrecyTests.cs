using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RerankKit.Remote.Tests.Providers;
using RerankKit.Conformance;

namespace RerankKit.Remote.Tests.DependencyInjection;

/// <summary>Keys, and what was asked, appear in no log, span, exception or text of an object.</summary>
[NonParallelizable]
public class SecrecyTests
{
    private const string SessionToken = "session-token-9876";

    private static IEnumerable<TestCaseData> Cases() => ProviderCases.Cases();

    [TestCaseSource(nameof(Cases))]
    public async Task NoSecretAppearsAnywhere(object data)
    {
        var provider = (ProviderCase)data;
        string leak = $$"""{"message":"key {{ProviderCase.Secret}} of 'Our office is closed on Mondays.'","error":{"code":"{{ProviderCase.Secret}}"} }""";
        string quotedDocument = """{"message":"could not read 'Our office is closed on Mondays.'"}""";
        string quotedQuery = """{"error":{"message":"too long: how do I rotate an API key?"} }""";
        SocketAnswer[] answers =
        [
            new(provider.UsualAnswer()), new(leak), new(leak, 400), new(quotedDocument, 400), new(quotedQuery, 422), new(leak, 401, $"x-request-id: {ProviderCase.Secret}\r\n"), new(leak, 503),
            new(ProviderCase.Secret, 500), new(leak, 307, $"Location: /{ProviderCase.Secret}\r\n"), new(leak, Fault: SocketFault.Reset), new("SSH-2.0-OpenSSH_9.6", Fault: SocketFault.Nonsense),
        ];
        int current = 0;
        using var server = new SocketServer(_ => answers[current]);
        var seen = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
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
        RemoteRerankerOptions options = provider.Options();
        options.Endpoint = server.Address;
        options.ModelId ??= "m";
        options.Retry = new() { MaxRetries = 1, Delay = TimeSpan.Zero };
        options.Headers["X-Extra"] = ProviderCase.Secret;
        options.ExtraBody = $$"""{"token":"{{ProviderCase.Secret}}"}""";
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new SeenLogs(seen)));
        RemoteHttpClients.Register(services, options);
        await using ServiceProvider built = services.BuildServiceProvider();
        using var source = RemoteRegistration.Create(built, options, sectionPath: null);
        using IReranker reranker = source.AsBuilder().UseOpenTelemetry().UseLogging().Build(built);
        int failed = 0;
        for (; current < answers.Length; current++)
        {
            try
            {
                RerankResponse response = await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
                seen.Enqueue($"{response} {string.Join(' ', response.Stages)} {response.ModelId}");
            }
            catch (RerankProviderException exception)
            {
                failed++;
                seen.Enqueue($"{exception} {exception.ErrorCode} {exception.RequestId}");
            }
        }

        RerankerMetadata metadata = source.GetService<RerankerMetadata>()!;
        object?[] shown = [options, source, metadata, metadata.ProviderUri, metadata.Revision, new AwsCredentials("id", ProviderCase.Secret)];
        seen.Enqueue(string.Join(' ', shown));

        Assert.That(failed, Is.EqualTo(answers.Length - 1));
        Assert.That(seen, Has.Some.Contains("url.full").And.Some.Contains("rerankkit.scored").And.Some.Contains("failed with Unavailable"), "something was not listened to");
        string everything = string.Join('\n', seen);
        string encoded = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("admin:" + ProviderCase.Secret));
        foreach (string secret in (string[])[ProviderCase.Secret, ProviderCase.Secret[..12], SessionToken, encoded, "Mondays", "Schlüssel", "rotate an API"])
        {
            Assert.That(everything, Does.Not.Contain(secret), provider.Name);
        }
    }

    [Test]
    public async Task AnEncoderShowsNoSecretsEither()
    {
        const string Text = "Our office is closed on Mondays.";
        string leak = $$"""{"error":"key {{ProviderCase.Secret}} of '{{Text}}'","error_type":"{{ProviderCase.Secret}}"}""";
        SocketAnswer[] answers = [new(leak), new(leak, 400), new(leak, 401), new(leak, 503), new(ProviderCase.Secret, 500), new(leak, Fault: SocketFault.Reset), new(leak, Fault: SocketFault.Nonsense)];
        int current = 0;
        using var server = new SocketServer(_ => answers[current]);
        var seen = new ConcurrentQueue<string>();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new SeenLogs(seen)));
        var options = new TextEmbeddingsInferenceEncoderOptions { ApiKey = ProviderCase.Secret, Endpoint = server.Address, Dimension = 4, Retry = new() { MaxRetries = 1, Delay = TimeSpan.Zero } };
        options.Headers["X-Extra"] = ProviderCase.Secret;
        RemoteHttpClients.Register(services, options);
        await using ServiceProvider built = services.BuildServiceProvider();
        using TextEmbeddingsInferenceEncoder encoder = RemoteRegistration.Create(built, options, sectionPath: null);
        for (; current < answers.Length; current++)
        {
            RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => encoder.EncodeAsync([Text], TextRole.Document));
            seen.Enqueue($"{error} {error!.ErrorCode} {error.RequestId}");
        }

        object?[] shown = [options, encoder, encoder.GetService(typeof(MultiVectorEncoderMetadata))];
        seen.Enqueue(string.Join(' ', shown));
        Assert.That(string.Join('\n', seen), Does.Contain("failed with Unavailable").And.Not.Contain(ProviderCase.Secret[..12]).And.Not.Contain("Mondays"));
    }

    [Test]
    public async Task WhatAServerThatSpeaksNoHttpSendsIsInNoLogAndNoException()
    {
        // In the spans of the runtime's own HttpClient it is: they record its exception, which quotes it.
        var seen = new ConcurrentQueue<string>();
        using var server = new SocketServer(_ => new(ProviderCase.Secret, Fault: SocketFault.Nonsense));
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new SeenLogs(seen)));
        services.AddReranking().AddPinecone(options => (options.ApiKey, options.Endpoint) = (ProviderCase.Secret, server.Address)).UseLogging();
        await using ServiceProvider built = services.BuildServiceProvider();
        RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => built.GetRequiredService<IReranker>().RerankAsync("q", ["d"]));
        seen.Enqueue(error!.ToString());
        Assert.That(string.Join('\n', seen), Does.Contain("what came back is not HTTP").And.Not.Contain(ProviderCase.Secret));
    }

    [Test]
    public void AnEndpointWithAPasswordIsRefusedWithoutShowingIt()
    {
        ArgumentException? error = Assert.Throws<ArgumentException>(() => new VllmOptions().Endpoint = new("https://admin:hunter2secret@example.com"));
        Assert.That(error!.Message, Does.Contain("user name or password").And.Not.Contain("hunter2"));
    }

    [Test]
    public void AKeyInTheQueryOfAnEndpointIsNoPartOfTheMetadata()
    {
        using var reranker = new HttpReranker(new FakeServer("").Client(), new CustomRerankerOptions { Endpoint = new("https://example.com/rank?key=" + ProviderCase.Secret) });
        Assert.That(reranker.GetService<RerankerMetadata>()!.ProviderUri!.AbsoluteUri, Is.EqualTo("https://example.com/rank"));
    }

    [Test]
    public void ABadKeyIsRefusedWithoutShowingIt()
    {
        foreach (string key in (string[])["two words", "line\nend", "", "schlüssel"])
        {
            ArgumentException? error = Assert.Throws<ArgumentException>(() => new CohereOptions().ApiKey = key);
            Assert.That(key.Length == 0 || !error!.Message.Contains(key, StringComparison.Ordinal));
        }
    }
}
