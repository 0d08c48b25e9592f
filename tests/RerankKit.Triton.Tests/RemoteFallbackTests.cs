using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RerankKit.Conformance;
using RerankKit.TestModels;

namespace RerankKit.Triton.Tests;

/// <summary>Every fault of a model server with and without <c>UseFallback</c>; the token and the texts appear nowhere.</summary>
[NonParallelizable]
public sealed class RemoteFallbackTests : IDisposable
{
    private const string Secret = "token-nobody-may-see";
    private const string Query = "a question nobody may quote";
    private static readonly RerankCandidate[] Candidates = ["an answer nobody may quote", "two", "three"];
    private ServedTestModel _model = null!;

    public enum Fault
    {
        Refused,
        UnknownHost,
        Cut,
        Storm429,
        Storm503,
        Stalled,
        Lies,
        HalfDown,
    }

    private static TestModelFolder Folder => SharedModels.Of(TestArchitecture.Bert);

    [OneTimeSetUp]
    public void Load() => _model = new(Folder.FullName);

    public void Dispose() => _model.Dispose();

    [Test]
    public async Task AFaultIsATypedErrorOrAFallbackWithTheReason([Values] Fault fault)
    {
        using var server = new KServeServer(_model.Answer);
        var options = new CrossEncoderOptions { Server = { ModelName = "cross_encoder", Retry = new() { MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(1) }, Timeout = TimeSpan.FromSeconds(20) } };
        Break(server, options, fault);
        using var remote = CrossEncoderReranker.LoadServed(Folder.FullName, options);
        if (fault == Fault.HalfDown)
        {
            for (int i = 0; i < 8; i++)
            {
                RerankResponse whole = await remote.RerankAsync(Query, Candidates);
                Assert.That(whole.Results, Has.All.Matches<RerankResult>(result => result.IsScored), "the other endpoint answers");
            }

            return;
        }

        ModelServerException exception = Assert.ThrowsAsync<ModelServerException>(() => remote.RerankAsync(Query, Candidates))!;
        Assert.That(exception.Error, Is.EqualTo(fault switch
        {
            Fault.Refused or Fault.UnknownHost or Fault.Cut => ModelServerError.Unreachable,
            Fault.Storm429 or Fault.Storm503 => ModelServerError.Busy,
            Fault.Stalled => ModelServerError.Timeout,
            _ => ModelServerError.InvalidAnswer,
        }));

        using IReranker pipeline = remote.AsBuilder().UseFallback().Build();
        RerankResponse response = await pipeline.RerankAsync(Query, Candidates);
        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[]
        {
            (0, RerankPlacement.FellBack), (1, RerankPlacement.FellBack), (2, RerankPlacement.FellBack),
        }));
        Assert.That(response.Stages[0].Reason, Does.Contain("ModelServerException: ").And.Not.Contain("nobody may"));
    }

    [Test]
    public async Task TheTokenAndTheTextsAppearInNoLogSpanExceptionOrObject()
    {
        var seen = new ConcurrentQueue<string>();
        using ActivityListener listener = Listen(seen);
        using var server = new KServeServer(_model.Answer);
        KServeReply? answer = null;
        server.Interceptor = (request, _) => Task.FromResult(request.IsInference ? answer : null);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new SeenLogs(seen)));
        services.AddReranking().AddTriton(Folder.FullName, options =>
        {
            options.Server.Endpoints.Add(server.Address);
            (options.Server.ModelName, options.Server.BearerToken, options.Server.Retry) = ("cross_encoder", Secret, null);
            seen.Enqueue(string.Concat((object)options));
        }).UseOpenTelemetry().UseLogging();
        await using ServiceProvider built = services.BuildServiceProvider();
        IReranker reranker = built.GetRequiredService<IReranker>();
        int failed = 0;
        string leak = $"{Secret}: {Query}, {Candidates[0].Text}";
        foreach (KServeReply? next in (KServeReply?[])[null, KServeReply.Error(400, leak.Replace(Query, "", StringComparison.Ordinal).Replace(Candidates[0].Text, "", StringComparison.Ordinal)), new(401, []), KServeReply.Json(200, $"\"{leak}\""), new(307, []) { Headers = new() { ["Location"] = "/" + Secret } }, KServeReply.Json(200, leak) with { CutAfter = 3 }])
        {
            answer = next;
            try
            {
                RerankResponse response = await reranker.RerankAsync(Query, Candidates);
                seen.Enqueue($"{response} {string.Join(' ', response.Stages)}");
            }
            catch (ModelServerException exception)
            {
                failed++;
                seen.Enqueue($"{exception} {exception.RequestId}");
            }
        }

        object?[] shown = [reranker, reranker.GetService<RerankerMetadata>(), reranker.GetService<CrossEncoderReranker>()];
        seen.Enqueue(string.Join(' ', shown));
        Assert.That(failed, Is.EqualTo(5));
        Assert.That(server.Inferences.Last().Headers["Authorization"], Is.EqualTo("Bearer " + Secret), "it was sent");
        Assert.That(seen, Has.Some.Contains("url.full").And.Some.Contains("ModelServerException"), "something was not listened to");
        Assert.That(string.Join('\n', seen), Does.Not.Contain(Secret).And.Not.Contain("nobody may"));
    }

    private void Break(KServeServer server, CrossEncoderOptions options, Fault fault)
    {
        options.Server.Endpoints.Add(fault switch
        {
            Fault.Refused => Refusing(),
            Fault.UnknownHost => new("http://no-such-host.invalid"),
            _ => server.Address,
        });
        switch (fault)
        {
            case Fault.HalfDown:
                options.Server.Endpoints.Insert(0, Refusing());
                break;
            case Fault.Stalled:
                options.Server.Timeout = TimeSpan.FromMilliseconds(200);
                server.Interceptor = async (_, closing) =>
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, closing);
                    return null;
                };
                break;
            default:
                server.Intercept(request => fault switch
                {
                    Fault.Cut => _model.Answer(request) with { CutAfter = 10 },
                    Fault.Storm429 => KServeReply.Error(429, "slow down"),
                    Fault.Storm503 => KServeReply.Error(503, "queue is full"),
                    _ => new(200, "<html>"u8.ToArray()),
                });
                break;
        }
    }

    private static Uri Refusing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
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
