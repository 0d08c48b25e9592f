using System.Globalization;
using System.Text.Json;
using RerankKit.Conformance;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests.Requests;

public class DeadlineTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(500);

    [Test]
    public async Task AnsweredRequestsOfASplitListAreTheAnswerWhenTheTimeIsOver()
    {
        var time = new ManualTimeProvider();
        var server = new FakeServer((request, token) => Answer(request, late: "text 4", time, Budget, token));
        using var reranker = new HttpReranker(server.Client(), Options(), time);

        RerankResponse response = await reranker.RerankAsync("q", Candidates(6), new() { TimeBudget = Budget });

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 3, 2, 1, 0, 4, 5 }));
        Assert.That(response.Results.Select(result => result.Placement), Is.EqualTo(Enumerable.Repeat(RerankPlacement.Scored, 4).Concat(Enumerable.Repeat(RerankPlacement.OverBudget, 2))));
        Assert.That(response.AbandonedCalls, Is.EqualTo(1));
        Assert.That(response.Usage!.AdditionalCounts![RemoteUsage.Requests], Is.EqualTo(2));
        Assert.That(response.Stages.Single().Decision, Is.EqualTo("cut"));
        Assert.That(response.Stages.Single().Reason, Is.EqualTo("2 requests, 2 without an answer in time"));
    }

    [Test]
    public async Task WithoutAnyAnswerInTimeTheCandidatesStayInFirstStageOrder()
    {
        var time = new ManualTimeProvider();
        var server = new FakeServer((request, token) => Answer(request, late: "text 0", time, Budget, token));
        using var reranker = new HttpReranker(server.Client(), Options(), time);

        RerankResponse response = await reranker.RerankAsync("q", Candidates(2), new() { TimeBudget = Budget });

        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[] { (0, RerankPlacement.OverBudget), (1, RerankPlacement.OverBudget) }));
        Assert.That(response.AbandonedCalls, Is.EqualTo(1));
        Assert.That(response.Stages.Single().Decision, Is.EqualTo("spent"));
    }

    [Test]
    public async Task InsideATimeBudgetTheAnsweredPartsOfAChunkAreKept()
    {
        var time = new ManualTimeProvider();
        var server = new FakeServer((request, token) => Answer(request, late: "text 4", time, TimeSpan.FromMilliseconds(495), token));
        using var reranker = new TimeBudgetReranker(
            new HttpReranker(server.Client(), Options(), time), new() { Budget = Budget }, time);

        RerankResponse response = await reranker.RerankAsync("q", Candidates(6));

        Assert.That(response.Results.Count(result => result.IsScored), Is.EqualTo(4));
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 3, 2, 1, 0, 4, 5 }));
    }

    [Test]
    public async Task TheFirstLookUpOfAServersLimitsIsInTheBudgetToo()
    {
        var time = new ManualTimeProvider();
        var server = new FakeServer(async (_, token) =>
        {
            time.Advance(Budget);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return null!;
        });
        TextEmbeddingsInferenceOptions options = Options();
        options.DiscoverLimits = true;
        using var reranker = new HttpReranker(server.Client(), options, time);

        RerankResponse response = await reranker.RerankAsync("q", Candidates(2), new() { TimeBudget = Budget });

        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[] { (0, RerankPlacement.OverBudget), (1, RerankPlacement.OverBudget) }));
        Assert.That(response.Stages.Single().Decision, Is.EqualTo("spent"));
        Assert.That(server.Requests.Select(request => request.Uri.AbsolutePath), Is.EqualTo(new[] { "/info" }));
    }

    [Test]
    public void ACallerWhoCancelsTheLookUpGetsNoAnswer()
    {
        using var source = new CancellationTokenSource();
        var server = new FakeServer(async (_, token) =>
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return null!;
        });
        TextEmbeddingsInferenceOptions options = Options();
        options.DiscoverLimits = true;
        using var reranker = new HttpReranker(server.Client(), options);
        OperationCanceledException? error = Assert.CatchAsync<OperationCanceledException>(
            () => reranker.RerankAsync("q", Candidates(6), new() { TimeBudget = TimeSpan.FromHours(1) }, source.Token));
        Assert.That(error!.CancellationToken, Is.EqualTo(source.Token));
    }

    [Test]
    public void ACallerWhoCancelsGetsNoAnswer()
    {
        using var source = new CancellationTokenSource();
        var server = new FakeServer(async (_, token) =>
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return null!;
        });
        using var reranker = new HttpReranker(server.Client(), Options());
        OperationCanceledException? error = Assert.CatchAsync<OperationCanceledException>(
            () => reranker.RerankAsync("q", Candidates(6), new() { TimeBudget = TimeSpan.FromHours(1) }, source.Token));
        Assert.That(error!.CancellationToken, Is.EqualTo(source.Token));
    }

    // The late request is answered only when nobody waits for it any more; the time goes by once the others are in.
    private static async Task<HttpResponseMessage> Answer(SentRequest request, string late, ManualTimeProvider time, TimeSpan pause, CancellationToken cancellationToken)
    {
        string[] texts = [.. JsonDocument.Parse(request.Body).RootElement.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!)];
        if (texts.Contains(late))
        {
            var never = new TaskCompletionSource();
            await using CancellationTokenRegistration registration = cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
            time.Advance(pause);
            await never.Task;
        }

        return FakeServer.Json($"[{string.Join(',', texts.Select((text, i) => $"{{\"index\":{i},\"score\":0.{text[^1..]}}}"))}]");
    }

    private static TextEmbeddingsInferenceOptions Options()
    {
        var options = new TextEmbeddingsInferenceOptions { Endpoint = new("http://tei.example:8080"), ApiKey = ProviderCase.Secret, DiscoverLimits = false };
        (options.MaxCandidatesPerRequest, options.MaxConcurrency) = (2, 1);
        return options;
    }

    private static RerankCandidate[] Candidates(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new RerankCandidate(string.Create(CultureInfo.InvariantCulture, $"text {i}")))];
}
