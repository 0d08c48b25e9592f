using System.Net;
using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.AspNetCore.Tests;

/// <summary>Keys, rate limits, the queue, budgets, health, draining.</summary>
public sealed class OperationTests
{
    private const string Tei = """{"query":"q","texts":["a","q"]}""";
    private const string Cohere = """{"query":"q","documents":["a","q"]}""";

    [Test]
    public async Task AKeyIsAskedForAndProbesStayOpen()
    {
        var reranker = new SharedWords();
        await using RunningServer server = await RunningServer.StartAsync(
            services => services.AddReranking().AddReranker(reranker),
            options => options.Scope = context => context.User.Identity?.Name,
            builder =>
            {
                builder.Services.AddAuthentication(RerankingApiKeyDefaults.Scheme).AddRerankingApiKey(o =>
                {
                    o.Keys["search"] = "s3cret-key";
                    o.Keys["wiki"] = "another-key";
                });
                builder.Services.AddAuthorization();
            },
            application => application.MapReranking().RequireAuthorization());

        foreach ((string Name, string Value)[] headers in new (string, string)[][] { [], [("Authorization", "Bearer wrong")], [("x-api-key", "s3cret")] })
        {
            (HttpStatusCode status, string body, _) = await server.PostAsync("/rerank", Tei, headers);
            Assert.That((status, body), Is.EqualTo((HttpStatusCode.Unauthorized, "")), "as Text Embeddings Inference");
            (status, body, _) = await server.PostAsync("/v2/rerank", Cohere, headers);
            Assert.That(status, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(ErrorShapes.Messages("/v2/rerank", body), Has.All.Contain("API key"));
        }

        foreach ((string Name, string Value) header in new[] { ("Authorization", "Bearer s3cret-key"), ("Authorization", "bearer s3cret-key"), ("x-api-key", "s3cret-key"), ("api-key", "another-key") })
        {
            Assert.That((await server.PostAsync("/v2/rerank", Cohere, header)).Status, Is.EqualTo(HttpStatusCode.OK));
        }

        Assert.That(reranker.Options.Select(options => options?.Scope), Is.EqualTo(new[] { "search", "search", "search", "wiki" }));
        Assert.That((await server.GetAsync("/info")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        foreach (string open in (string[])["/health", "/health/ready", "/health/live", "/metrics"])
        {
            Assert.That((await server.GetAsync(open)).Status, Is.EqualTo(HttpStatusCode.OK), open);
        }

        Assert.That(server.Log.Messages, Has.None.Contain("s3cret-key").And.None.Contain("another-key"));
    }

    [Test]
    public async Task TheRateLimiterRefusesInTheDialect()
    {
        await using RunningServer server = await RunningServer.StartAsync(
            build: builder => builder.Services.AddRateLimiter(o => o.AddPolicy("one", _ => RateLimitPartition.GetFixedWindowLimiter("all", _ => new() { PermitLimit = 1, Window = TimeSpan.FromHours(1) }))),
            use: application =>
            {
                application.UseRateLimiter();
                application.MapReranking().RequireRateLimiting("one");
            });
        Assert.That((await server.PostAsync("/v2/rerank", Cohere)).Status, Is.EqualTo(HttpStatusCode.OK));
        (HttpStatusCode status, string body, HttpResponseMessage response) = await server.PostAsync("/v2/rerank", Cohere);
        Assert.That(status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(ErrorShapes.Messages("/v2/rerank", body), Has.All.Contain("too many requests"));
        Assert.That(response.Headers.RetryAfter?.Delta, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task WhatTheQueueHasNoRoomForIsRefusedAndTheRestAnswered()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reranker = new SharedWords { Before = _ => open.Task };
        await using RunningServer server = await RunningServer.StartAsync(
            services => services.AddReranking().AddReranker(reranker), options => (options.MaxConcurrentRequests, options.MaxQueuedRequests) = (1, 2));
        List<Task<(HttpStatusCode Status, string Body, HttpResponseMessage Response)>> admitted = [];
        foreach (int queued in (int[])[0, 1, 2])
        {
            admitted.Add(server.PostAsync("/rerank", Tei));
            await QueueAsync(server, queued);
        }

        (HttpStatusCode status, string body, HttpResponseMessage response) = await server.PostAsync("/rerank", Tei);
        Assert.That(status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(body, Does.Contain("\"error_type\":\"Overloaded\""));
        Assert.That(response.Headers.RetryAfter?.Delta, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(1)));

        open.SetResult();
        Assert.That((await Task.WhenAll(admitted)).Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(reranker.Calls, Is.EqualTo(3));
    }

    [Test]
    public async Task TheShortestBudgetHolds()
    {
        var reranker = new SharedWords();
        await using RunningServer server = await RunningServer.StartAsync(
            services => services.AddSingleton<TimeProvider>(new ManualTimeProvider()).AddReranking().AddReranker(new KeepsBudget(reranker)),
            options => options.TimeBudget = TimeSpan.FromSeconds(20),
            builder => builder.Services.AddRequestTimeouts(),
            application =>
            {
                application.UseRequestTimeouts();
                application.MapGroup("/timed").MapReranking().WithRequestTimeout(TimeSpan.FromSeconds(10));
                application.MapReranking();
            });
        await server.PostAsync("/v2/rerank", Cohere);
        await server.PostAsync("/timed/v2/rerank", Cohere);
        await server.PostAsync("/v2/rerank", Cohere, ("x-envoy-expected-rq-timeout-ms", "5000"));
        await server.PostAsync("/v2/rerank", Cohere, ("RerankKit-Time-Budget", "2s"));
        await server.PostAsync("/v2/rerank", Cohere, ("RerankKit-Time-Budget", "30s"));
        Assert.That(reranker.Options.Select(options => options!.TimeBudget!.Value.TotalSeconds), Is.EqualTo(new[] { 18, 9, 4.5, 1.8, 18 }));

        (HttpStatusCode status, string body, _) = await server.PostAsync("/v2/rerank", Cohere, ("RerankKit-Time-Budget", "soon"));
        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(body, Does.Contain("RerankKit-Time-Budget"));
    }

    [Test]
    public async Task WaitingCounts()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reranker = new SharedWords { Before = _ => open.Task };
        var time = new ManualTimeProvider();
        await using RunningServer server = await RunningServer.StartAsync(
            services => services.AddSingleton<TimeProvider>(time).AddReranking().AddReranker(new KeepsBudget(reranker)),
            options => (options.TimeBudget, options.MaxConcurrentRequests) = (TimeSpan.FromSeconds(20), 1));
        Task first = server.PostAsync("/rerank", Tei);
        await QueueAsync(server, 0);
        Task second = server.PostAsync("/rerank", Tei);
        await QueueAsync(server, 1);
        time.Advance(TimeSpan.FromSeconds(5));
        open.SetResult();
        await Task.WhenAll(first, second);
        Assert.That(reranker.Options.Select(options => options!.TimeBudget!.Value.TotalSeconds), Is.EqualTo(new[] { 18, 13.0 }));
    }

    [Test]
    public async Task APipelineThatKeepsNoBudgetSeesTheWholeListAndIsLeftBehindInTime()
    {
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reranker = new SharedWords { Before = token => never.Task.WaitAsync(token) };
        var lexical = new SharedWords();
        var time = new ManualTimeProvider();
        await using RunningServer server = await RunningServer.StartAsync(services =>
        {
            services.AddSingleton<TimeProvider>(time);
            services.AddReranking().AddReranker(reranker);
            services.AddReranking("capped").AddReranker(lexical).UseCandidateCap(2);
        });
        Task<(HttpStatusCode Status, string Body, HttpResponseMessage Response)> late = server.PostAsync("/v2/rerank", Cohere, ("RerankKit-Time-Budget", "20ms"));
        await UntilAsync(() => reranker.Calls == 1);
        await UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            return late.IsCompleted;
        });
        (HttpStatusCode status, string body, HttpResponseMessage response) = await late;
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), "left behind");
        Assert.That(response.Headers.GetValues("RerankKit-Unscored"), Is.EqualTo(new[] { "2" }));
        using var answer = JsonDocument.Parse(body);
        Assert.That(answer.RootElement.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("index").GetInt32()), Is.EqualTo(new[] { 0, 1 }));

        // Pairs have no order to follow in.
        late = server.PostAsync("/score", """{"text_1":"q","text_2":["a","q"]}""", ("RerankKit-Time-Budget", "20ms"));
        await UntilAsync(() => reranker.Calls == 2);
        await UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            return late.IsCompleted;
        });
        (status, body, response) = await late;
        Assert.That(status, Is.EqualTo(HttpStatusCode.TooManyRequests), body);
        Assert.That(response.Headers.RetryAfter?.Delta, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(1)));

        string documents = string.Join(',', Enumerable.Range(0, 40).Select(i => $"\"q {i}\""));
        (_, _, response) = await server.PostAsync("/v1/rerank", $$"""{"query":"q","documents":[{{documents}}],"model":"capped"}""", ("RerankKit-Time-Budget", "1m"));
        Assert.That(response.Headers.GetValues("RerankKit-Unscored"), Is.EqualTo(new[] { "38" }), "one cap for all");
        Assert.That(lexical.Calls, Is.EqualTo(1));
    }

    [Test]
    public async Task ABudgetThatIsOverInTheQueueIsARefusal()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reranker = new SharedWords { Before = _ => open.Task };
        await using RunningServer server = await RunningServer.StartAsync(
            services => services.AddReranking().AddReranker(new KeepsBudget(reranker)), options => options.MaxConcurrentRequests = 1);
        Task<(HttpStatusCode Status, string Body, HttpResponseMessage Response)> first = server.PostAsync("/rerank", Tei);
        await UntilAsync(() => reranker.Calls == 1);
        Assert.That((await server.PostAsync("/rerank", Tei, ("RerankKit-Time-Budget", "1ms"))).Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        open.SetResult();
        Assert.That((await first).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task WhatWasNotScoredFollowsAndIsSaid()
    {
        await using RunningServer server = await RunningServer.StartAsync(services => services.AddReranking().AddReranker(new SharedWords()).UseCandidateCap(2));
        (_, string body, HttpResponseMessage response) = await server.PostAsync("/v2/rerank", """{"query":"q w","documents":["q","q w","q w","q w"]}""");
        using var answer = JsonDocument.Parse(body);
        JsonElement results = answer.RootElement.GetProperty("results");
        Assert.That(results.EnumerateArray().Select(result => result.GetProperty("index").GetInt32()), Is.EqualTo(new[] { 1, 0, 2, 3 }));
        Assert.That(results.EnumerateArray().Select(result => result.GetProperty("relevance_score").GetDouble()), Is.Ordered.Descending);
        Assert.That(answer.RootElement.GetProperty("meta").GetProperty("warnings")[0].GetString(), Does.Contain("2 Capped"));
        Assert.That(response.Headers.GetValues("RerankKit-Unscored"), Is.EqualTo(new[] { "2" }));
    }

    [Test]
    public async Task ReadinessAsksTheSourceAndNotTheCache()
    {
        bool isDead = false;
        var reranker = new SharedWords { Before = _ => isDead ? throw new IOException("dead") : Task.CompletedTask };
        await using RunningServer server = await RunningServer.StartAsync(
            services => services.AddReranking().AddReranker(reranker).UseCache(), options => options.ReadinessInterval = TimeSpan.Zero);
        Assert.That((await server.PostAsync("/rerank", Tei)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await server.GetAsync("/health")).Status, Is.EqualTo(HttpStatusCode.OK));
        isDead = true;
        Assert.That((await server.PostAsync("/rerank", Tei)).Status, Is.EqualTo(HttpStatusCode.OK), "the cache answers yet");
        Assert.That(await server.GetAsync("/health"), Is.EqualTo((HttpStatusCode.ServiceUnavailable, """{"error":"What scores does not answer.","error_type":"Unhealthy"}""")));
        Assert.That((await server.GetAsync("/health/live")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task ReadinessIsAskedOncePerInterval()
    {
        var reranker = new SharedWords();
        var time = new ManualTimeProvider();
        await using RunningServer server = await RunningServer.StartAsync(services => services.AddSingleton<TimeProvider>(time).AddReranking().AddReranker(reranker));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.GetAsync("/health")));
        Assert.That(reranker.Calls, Is.EqualTo(1));
        time.Advance(TimeSpan.FromSeconds(5));
        await server.GetAsync("/health");
        Assert.That(reranker.Calls, Is.EqualTo(2));
    }

    [Test]
    public async Task AStopAnswersWhatWasTakenAndSaysThatItIsNotReady()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reranker = new SharedWords { Before = _ => open.Task };
        var time = new ManualTimeProvider();
        await using RunningServer server = await RunningServer.StartAsync(
            services => services.AddSingleton<TimeProvider>(time).AddReranking().AddReranker(reranker), options => options.DrainDelay = TimeSpan.FromSeconds(3));
        Task<(HttpStatusCode Status, string Body, HttpResponseMessage Response)> taken = server.PostAsync("/rerank", Tei);
        await UntilAsync(() => reranker.Calls == 1);

        Task stopped = server.Application.StopAsync();
        Assert.That((await server.GetAsync("/health")).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Task<(HttpStatusCode Status, string Body, HttpResponseMessage Response)> late = server.PostAsync("/rerank", Tei);
        await UntilAsync(() => reranker.Calls == 2);
        open.SetResult();
        foreach ((HttpStatusCode status, _, HttpResponseMessage response) in await Task.WhenAll(taken, late))
        {
            Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(response.Headers.ConnectionClose, Is.True);
        }

        time.Advance(TimeSpan.FromSeconds(3));
        await stopped;
    }

    [Test]
    public void WithoutItsServicesMappingSaysWhatToCall()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        using WebApplication application = (WebApplication)(object)builder.Build();
        Assert.That(application.MapReranking, Throws.InvalidOperationException.With.Message.Contain("AddRerankingServer()"));
    }

    [Test]
    public void AServerWithoutRerankersDoesNotStart() =>
        Assert.That(() => RunningServer.StartAsync(_ => { }), Throws.InvalidOperationException.With.Message.Contain("AddReranking()"));

    private static Task QueueAsync(RunningServer server, int queued)
    {
        Admission admission = server.Application.Services.GetRequiredService<Admission>();
        return UntilAsync(() => admission.Active == 1 && admission.Queued == queued);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var tooLong = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        while (!condition())
        {
            tooLong.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class KeepsBudget(IReranker inner) : DelegatingReranker(inner)
    {
        public override object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(RerankerMetadata) ? new RerankerMetadata("test") { KeepsTimeBudget = true } : base.GetService(serviceType, serviceKey);
    }
}
