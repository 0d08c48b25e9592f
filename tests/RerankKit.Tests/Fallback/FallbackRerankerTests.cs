using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Fallback;

public class FallbackRerankerTests
{
    private static readonly RerankCandidate[] Candidates =
    [
        new("alpha text") { Score = 1 }, new("bravo text") { Score = 3 }, new("gamma text") { Score = 2 },
    ];

    [Test]
    public async Task AnAnswerPassesThroughUnchanged()
    {
        RerankResponse? given = null;
        using IReranker reranker = new StubReranker(call => given = StubReranker.Rank(call, StubReranker.DefaultScore)).AsBuilder().UseFallback().Build();

        Assert.That(await reranker.RerankAsync("q", Candidates), Is.SameAs(given));
    }

    [Test]
    public async Task AFailureGivesTheFirstStagesOrderAndSaysWhy()
    {
        using IReranker reranker = Failing(new InvalidOperationException("out of memory")).AsBuilder().UseFallback().Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates);

        Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(new[] { (1, 3.0), (2, 2.0), (0, 1.0) }));
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.FellBack));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.FirstStage));
        Assert.That(response.Stages.Single(), Is.EqualTo(new RerankStage("fallback", "fell-back")
        {
            CandidatesIn = 3,
            Duration = response.Stages[0].Duration,
            Reason = "stub: InvalidOperationException: out of memory",
        }));
    }

    [Test]
    public async Task TopNIsHonouredWhenFallingBack()
    {
        using IReranker reranker = Failing(new InvalidOperationException()).AsBuilder().UseFallback().Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates, new() { TopN = 2 });

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task AlternativesAreTriedInOrderAndTheStageTellsWhoAnswered()
    {
        StubReranker first = Failing(new InvalidOperationException("one"));
        StubReranker second = Failing(new InvalidDataException("two"), "second");
        var third = new StubReranker(text => text[0]) { Metadata = new("third") };
        using IReranker reranker = first.AsBuilder().UseFallback(second, options => options.Alternatives.Add(third)).Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates, new() { ModelId = "first-large", TopN = 2 });

        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[] { (2, RerankPlacement.Scored), (1, RerankPlacement.Scored) }));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("alternative"));
        Assert.That(response.Stages[0].CandidatesScored, Is.EqualTo(2));
        Assert.That(
            response.Stages[0].Reason,
            Is.EqualTo("stub: InvalidOperationException: one; second: InvalidDataException: two; answered by third"));
        Assert.That(first.Calls.Single().Options?.ModelId, Is.EqualTo("first-large"));
        Assert.That(third.Calls.Single().Options?.ModelId, Is.Null, "a model of the first reranker means nothing to another");
        Assert.That(third.Calls.Single().Options?.TopN, Is.EqualTo(2));
    }

    [Test]
    public async Task WhenTheAlternativesFailTooTheFirstStagesOrderStands()
    {
        using IReranker reranker = Failing(new InvalidOperationException("one")).AsBuilder()
            .UseFallback(Failing(new InvalidOperationException("two"), "second"))
            .Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates);

        Assert.That(response.Stages.Single().Decision, Is.EqualTo("fell-back"));
        Assert.That(response.Stages[0].Reason, Is.EqualTo("stub: InvalidOperationException: one; second: InvalidOperationException: two"));
    }

    [Test]
    public async Task AnAlternativeIsHeldToThePromises()
    {
        var alternative = new StubReranker(_ => new RerankResponse([new(1, double.NaN), new(2, 4), new(2, 3)]));
        using IReranker reranker = Failing(new InvalidOperationException()).AsBuilder().UseFallback(alternative).Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates);

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1, 0 }));
    }

    [Test]
    public void TheCallersCancellationReachesTheCaller()
    {
        using var source = new CancellationTokenSource();
        var alternative = new StubReranker();
        using IReranker reranker = new StubReranker(Task<RerankResponse> (call) =>
        {
            source.Cancel();
            call.CancellationToken.ThrowIfCancellationRequested();
            throw new InvalidOperationException("unreachable");
        }).AsBuilder().UseFallback(alternative).Build();

        Assert.That(async () => await reranker.RerankAsync("q", Candidates, null, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(alternative.Calls, Is.Empty);
    }

    [Test]
    public void TheCallersCancellationIsNotHiddenByAnotherExceptionEither()
    {
        using var source = new CancellationTokenSource();
        using IReranker reranker = new StubReranker(Task<RerankResponse> (_) =>
        {
            source.Cancel();
            throw new IOException("connection reset by cancellation");
        }).AsBuilder().UseFallback().Build();

        Assert.That(
            async () => await reranker.RerankAsync("q", Candidates, null, source.Token),
            Throws.InstanceOf<OperationCanceledException>().With.Property("CancellationToken").EqualTo(source.Token));
    }

    [Test]
    public async Task ACancellationThatIsNotTheCallersIsAFailure([Values] bool timeout)
    {
        Exception exception = timeout ? new TimeoutException() : new TaskCanceledException();
        using var source = new CancellationTokenSource();
        using IReranker reranker = Failing(exception).AsBuilder().UseFallback().Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates, null, source.Token);

        Assert.That(response.Stages[0].Decision, Is.EqualTo("fell-back"));
    }

    [Test]
    public void ABadArgumentReachesTheCaller()
    {
        using IReranker reranker = new StubReranker().AsBuilder().UseFallback(new StubReranker()).Build();
        RerankCandidate[] candidates = ["a", default];
        Assert.That(async () => await reranker.RerankAsync("q", candidates), Throws.ArgumentException.With.Message.Contains("Candidate 1"));
    }

    [Test]
    public async Task ShouldHandleDecidesWhatIsAnswered()
    {
        Exception thrown = new InvalidDataException();
        using IReranker reranker = new StubReranker(Task<RerankResponse> (_) => throw thrown).AsBuilder()
            .UseFallback(options => options.ShouldHandle = exception => exception is InvalidDataException)
            .Build();

        Assert.That((await reranker.RerankAsync("q", Candidates)).Results, Has.Count.EqualTo(3));
        thrown = new InvalidOperationException("mine");
        Assert.That(async () => await reranker.RerankAsync("q", Candidates), Throws.InvalidOperationException.With.Message.EqualTo("mine"));
    }

    [TestCase("Cannot score 'the secret document of'", "stub: InvalidOperationException")]
    [TestCase("Cannot score '...of the board of directors'", "stub: InvalidOperationException")]
    [TestCase("bad query WHERE IS IT", "stub: InvalidOperationException")]
    [TestCase("first line\r\n\r\nsecond  line\n", "stub: InvalidOperationException: first line second line")]
    [TestCase("HTTP 400\n\nof the board of directors", "stub: InvalidOperationException")]
    [TestCase("HTTP 400\n\nof the board of\ndirectors", "stub: InvalidOperationException")]
    [TestCase("  ", "stub: InvalidOperationException")]
    public async Task TheReasonQuotesNeitherQueryNorDocuments(string message, string expected)
    {
        using IReranker reranker = Failing(new InvalidOperationException(message)).AsBuilder().UseFallback().Build();

        RerankResponse response = await reranker.RerankAsync("where is it", ["The secret document of the board of directors", "c"]);

        Assert.That(response.Stages[0].Reason, Is.EqualTo(expected));
    }

    [Test]
    public async Task ALongMessageIsCut()
    {
        using IReranker reranker = Failing(new InvalidOperationException(new string('x', 5000))).AsBuilder().UseFallback().Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates);

        Assert.That(response.Stages[0].Reason, Has.Length.EqualTo("stub: InvalidOperationException: ".Length + 200));
    }

    [Test]
    public async Task FaultsThatTheGuardMendsAreNoFailures()
    {
        using IReranker reranker = new StubReranker(_ => new RerankResponse([new(0, double.NaN), new(2, 4), new(2, 3), new(7, 1)]))
            .AsBuilder().UseFallback().Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates);

        Assert.That(response.Stages.Select(stage => stage.Name), Is.EqualTo(new[] { "guard" }));
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1, 0 }));
    }

    [Test]
    public void DisposingDisposesTheAlternatives()
    {
        var inner = new StubReranker();
        var alternative = new StubReranker();
        inner.AsBuilder().UseFallback(alternative).Build().Dispose();
        Assert.That((inner.DisposeCount, alternative.DisposeCount), Is.EqualTo((1, 1)));
    }

    [Test]
    public void DisposingLeavesAlternativesOpenThatSomebodyElseOwns()
    {
        var alternative = new StubReranker();
        new StubReranker().AsBuilder().UseFallback(alternative, options => options.LeaveOpen = true).Build().Dispose();
        Assert.That(alternative.DisposeCount, Is.Zero);
    }

    [Test]
    public async Task AlternativesMayComeFromTheServices()
    {
        var alternative = new StubReranker { Metadata = new("service") };
        using IReranker reranker = Failing(new InvalidOperationException()).AsBuilder()
            .UseFallback((options, services) => options.Alternatives.Add((IReranker)services.GetService(typeof(IReranker))!))
            .Build(new SingleService(alternative));

        RerankResponse response = await reranker.RerankAsync("q", Candidates);

        Assert.That(response.Stages[0].Reason, Does.EndWith("answered by service"));
    }

    [Test]
    public async Task NothingIsLostWhenManyCallersMeetAFlappingReranker()
    {
        int calls = 0;
        using IReranker reranker = new StubReranker(async call =>
        {
            await Task.Yield();
            return Interlocked.Increment(ref calls) % 2 == 0
                ? throw new InvalidOperationException()
                : StubReranker.Rank(call, StubReranker.DefaultScore);
        }).AsBuilder().UseFallback().Build();

        RerankResponse[] responses = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => reranker.RerankAsync("q", Candidates))));

        foreach (RerankResponse response in responses)
        {
            Assert.That(response.Results.Select(result => result.Index), Is.EquivalentTo(new[] { 0, 1, 2 }));
        }
    }

    internal static StubReranker Failing(Exception exception, string provider = "stub") =>
        new(Task<RerankResponse> (_) => throw exception) { Metadata = new(provider) };

    private sealed class SingleService(IReranker reranker) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(IReranker) ? reranker : null;
    }
}

public class FallbackConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseFallback(new StubReranker()).Build();
}

public class FallenBackConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() =>
        FallbackRerankerTests.Failing(new InvalidOperationException("down")).AsBuilder().UseFallback().Build();
}

public class AlternativeConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() =>
        FallbackRerankerTests.Failing(new InvalidOperationException("down")).AsBuilder()
            .UseFallback(new StubReranker(), options => options.AttemptTimeout = TimeSpan.FromMinutes(10))
            .Build();
}
