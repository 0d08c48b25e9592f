using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using RerankKit.TestModels;

namespace RerankKit.AspNetCore.Tests.Processes;

/// <summary>The sample as it is deployed: several processes, a Redis server, signals.</summary>
public sealed class SampleServerTests
{
    [Test]
    public async Task AnInstanceFindsWhatAnotherScoredBeforeItWasKilledUnderLoad()
    {
        using RedisServer redis = RedisServer.Start();
        string model = Directory.CreateTempSubdirectory("rerankkit-server-").FullName;
        TestModel.Write(model, TestModelPresets.Tiny(TestArchitecture.Bert));
        (string, string)[] settings =
        [
            ("Server__Redis", $"127.0.0.1:{redis.Port.ToString(CultureInfo.InvariantCulture)}"),
            ("Server__TimeBudget", ""),
            ("Reranking__Provider", "cross-encoder"),
            ("Reranking__Options__Model", model),
            ("Reranking__Pipeline__2__WaitForDistributedWrites", "true"),
            ("Reranking__Pipeline__2__DistributedTimeout", "5s"),
            ("Reranking__Pipeline__3__Budget", "1m"),
        ];
        using SampleServer first = await SampleServer.StartAsync(settings);
        using SampleServer second = await SampleServer.StartAsync(settings);

        Dictionary<int, string> answered = [];
        using (var stop = new CancellationTokenSource())
        {
            int next = 0;
            await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            {
                while (!stop.IsCancellationRequested)
                {
                    int query = Interlocked.Increment(ref next);
                    try
                    {
                        (HttpStatusCode status, string body) = await first.PostAsync("/v1/rerank", Request(query));
                        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
                        lock (answered)
                        {
                            answered[query] = body;
                            if (answered.Count == 40)
                            {
                                // In the middle of the others' requests.
                                first.Kill();
                                stop.Cancel();
                            }
                        }
                    }
                    catch (HttpRequestException) when (stop.IsCancellationRequested)
                    {
                        // The killed one's; a balancer sends it to another.
                        (HttpStatusCode status, string body) = await second.PostAsync("/v1/rerank", Request(query));
                        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
                    }
                }
            }));
        }

        double before = await HitsAsync(second);
        foreach ((int query, string answer) in answered)
        {
            (HttpStatusCode status, string body) = await second.PostAsync("/v1/rerank", Request(query));
            Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(ResultsOf(body), Is.EqualTo(ResultsOf(answer)), "the same scores to the last digit");
        }

        Assert.That(await HitsAsync(second) - before, Is.EqualTo(answered.Count), "every one out of Redis");
        Directory.Delete(model, recursive: true);
    }

    [Test]
    public async Task SigtermUnderLoadDropsNothing()
    {
        using SampleServer server = await SampleServer.StartAsync(("Server__DrainDelay", "00:00:00.5"), ("Server__TimeBudget", ""), ("Reranking__Pipeline__3__Budget", "1m"), ("Logging__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics", "Information"));
        int answered = 0, notTaken = 0;
        var isStopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task load = Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            for (int i = 0; ; i++)
            {
                try
                {
                    (HttpStatusCode status, string body) = await server.PostAsync("/v2/rerank", Request((worker * 100_000) + i));
                    Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
                    Assert.That(ResultsOf(body), Is.Not.Empty);
                    if (Interlocked.Increment(ref answered) == 100)
                    {
                        isStopping.SetResult();
                    }
                }
                catch (HttpRequestException exception) when (IsNotTaken(exception))
                {
                    // The one thing that may happen to a request: nobody listens any more, or its connection was closed before anything of it was read.
                    Interlocked.Increment(ref notTaken);
                    return;
                }
            }
        }));
        await Task.WhenAny(isStopping.Task, load);
        (HttpStatusCode ready, _) = await GetAsync(server, "/health/ready");
        await server.TerminateAsync();
        await load;
        Assert.That(ready, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await server.EndAsync(), Is.Zero);
        Assert.That(notTaken, Is.EqualTo(8), "each ended with a connection that was not taken");
        Assert.That(answered, Is.GreaterThan(100));

        // What the server says itself: of the requests that it began, none was broken off.
        Assert.That(Count(server.Output, "Request starting HTTP/1.1 POST"), Is.EqualTo(answered));
        Assert.That(Count(server.Output, "Request finished HTTP/1.1 POST"), Is.EqualTo(answered));
    }

    [Test]
    public async Task TheHealthProbeOfTheContainerTellsReadyFromGone()
    {
        using SampleServer server = await SampleServer.StartAsync();
        string port = server.Client.BaseAddress!.Port.ToString(CultureInfo.InvariantCulture);
        Assert.That(await ProbeAsync(port), Is.Zero);
        Assert.That(server.Output, Does.Contain("No API keys are set"));
        await server.TerminateAsync();
        await server.EndAsync();
        Assert.That(await ProbeAsync(port), Is.EqualTo(1));
    }

    private static bool IsNotTaken(Exception exception) =>
        exception is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.ConnectionReset } or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }
        || (exception.InnerException is { } inner && IsNotTaken(inner));

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static async Task<int> ProbeAsync(string port)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", SampleServer.Assembly, "--health"]) { UseShellExecute = false, RedirectStandardError = true };
        start.Environment["ASPNETCORE_HTTP_PORTS"] = port;
        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(SampleServer server, string path)
    {
        using HttpResponseMessage response = await server.Client.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<double> HitsAsync(SampleServer server)
    {
        (_, string metrics) = await GetAsync(server, "/metrics");
        return metrics.Split('\n')
            .Where(line => line.StartsWith("rerankkit_cache_lookups_total{", StringComparison.Ordinal) && line.Contains("rerankkit_stage_decision=\"hit\"", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    private static string ResultsOf(string body)
    {
        using var answer = JsonDocument.Parse(body);
        return answer.RootElement.GetProperty("results").GetRawText();
    }

    private static string Request(int query) =>
        JsonSerializer.Serialize(new { query = $"rotate the signing key {query}", documents = new[] { "The billing page lists invoices.", $"How to rotate key {query}.", "Keys and locks.", "Another page." } });
}
