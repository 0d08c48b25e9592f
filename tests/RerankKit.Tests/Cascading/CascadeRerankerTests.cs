using Microsoft.Extensions.AI;
using RerankKit.Conformance;

namespace RerankKit.Tests.Cascading;

public class CascadeRerankerTests
{
    private static readonly string[] Documents = ["a", "bb", "ccc", "dddd", "eeeee", "ffffff"];

    [Test]
    public async Task EachStageSeesTheBestOfTheOneBefore()
    {
        var first = new StubReranker(text => text.Length);
        var second = new StubReranker(text => -text.Length);
        var third = new StubReranker(text => text.Length);
        using var cascade = new CascadeReranker(
            [new(first) { Keep = 4 }, new(second) { Keep = 2 }, new(third)]);

        RerankResponse response = await cascade.RerankAsync("q", Documents);

        Assert.That(second.Calls.Single().Candidates.Select(c => c.Text), Is.EqualTo(new[] { "ffffff", "eeeee", "dddd", "ccc" }));
        Assert.That(third.Calls.Single().Candidates.Select(c => c.Text), Is.EqualTo(new[] { "ccc", "dddd" }));
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 3, 2, 4, 5, 1, 0 }));
        Assert.That(response.Results.Select(result => result.IsScored), Is.EqualTo(new[] { true, true, false, false, false, false }));
        Assert.That(response.Results[2].Placement, Is.EqualTo(RerankPlacement.EarlierStage));
        Assert.That(response.Results[2].RawScore, Is.EqualTo(-5), "the score of the stage that let it go");
        Assert.That(response.Results[4].RawScore, Is.EqualTo(2));
    }

    [Test]
    public async Task TopNBeyondTheLastStageIsFilledFromTheStageBefore()
    {
        using var cascade = new CascadeReranker([new(new StubReranker(t => t.Length)) { Keep = 2 }, new(new StubReranker(t => -t.Length))]);

        RerankResponse response = await cascade.RerankAsync("q", Documents, new() { TopN = 3 });

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 4, 5, 3 }));
    }

    [Test]
    public async Task ASureStageEndsTheCascade()
    {
        var second = new StubReranker();
        using var cascade = new CascadeReranker(
        [
            new(new StubReranker(text => text.Length)) { ExitEarly = response => response.Results[0].Score - response.Results[1].Score >= 1 },
            new(second),
        ]);

        RerankResponse response = await cascade.RerankAsync("q", Documents, new() { TopN = 2 });

        Assert.That(second.Calls, Is.Empty);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 5, 4 }));
        Assert.That(response.Stages[^1].Decision, Is.EqualTo("exited-early"));
    }

    [Test]
    public async Task ALaterStagesFailureLeavesTheEarlierRanking()
    {
        using var cascade = new CascadeReranker([new(new StubReranker(text => text.Length)), new(Failing())]);

        RerankResponse response = await cascade.RerankAsync("q", Documents);

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 5, 4, 3, 2, 1, 0 }));
        Assert.That(response.Stages[^1], Is.EqualTo(new RerankStage("cascade", "failed") { CandidatesIn = 6, Reason = "stage-2: TimeoutException" }));
    }

    [Test]
    public void AFailureIsTheCascadesWhereAskedOrWhereNothingWasScored()
    {
        using var strict = new CascadeReranker([new(new StubReranker()), new(Failing())], new() { KeepEarlierStagesOnFailure = false });
        using var first = new CascadeReranker([new(Failing()), new(new StubReranker())]);
        Assert.That(async () => await strict.RerankAsync("q", Documents), Throws.InstanceOf<TimeoutException>());
        Assert.That(async () => await first.RerankAsync("q", Documents), Throws.InstanceOf<TimeoutException>());
    }

    [Test]
    public void TheCallersCancellationIsNeverTakenForAFailure()
    {
        using var source = new CancellationTokenSource();
        var cancelling = new StubReranker(call =>
        {
            source.Cancel();
            call.CancellationToken.ThrowIfCancellationRequested();
            return RerankResponse.Empty;
        });
        using var cascade = new CascadeReranker([new(new StubReranker()), new(cancelling)]);
        Assert.That(async () => await cascade.RerankAsync("q", Documents, null, source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task UsageIsAddedUp()
    {
        static RerankResponse Respond(StubCall call, long tokens)
        {
            RerankResponse ranked = StubReranker.Rank(call, StubReranker.DefaultScore);
            return new(ranked, ranked.Results) { Usage = new UsageDetails { InputTokenCount = tokens } };
        }

        using var cascade = new CascadeReranker(
            [new(new StubReranker(call => Respond(call, 100))), new(new StubReranker(call => Respond(call, 30)))]);

        Assert.That((await cascade.RerankAsync("q", Documents)).Usage?.InputTokenCount, Is.EqualTo(130));
    }

    [Test]
    public void MetadataNamesEveryStageAndIsNotPointwise()
    {
        using var cascade = new CascadeReranker([new(new StubReranker()), new(new StubReranker { Metadata = new("big") { Revision = "7" } })]);
        RerankerMetadata metadata = cascade.GetService<RerankerMetadata>()!;
        Assert.That((metadata.DefaultModelId, metadata.Revision, metadata.IsPointwise), Is.EqualTo(("stub-model>big", "?>7", false)));
    }

    [Test]
    public void StagesAreDisposedUnlessSomebodyElseOwnsThem()
    {
        var owned = new StubReranker();
        var shared = new StubReranker();
        new CascadeReranker([new(owned)]).Dispose();
        new CascadeReranker([new(shared)], new() { LeaveOpen = true }).Dispose();
        Assert.That((owned.DisposeCount, shared.DisposeCount), Is.EqualTo((1, 0)));
    }

    [Test]
    public void ACascadeWithoutStagesIsRefused()
    {
        Assert.That(() => new CascadeReranker([]), Throws.ArgumentException);
        Assert.That(() => new CascadeStage(new StubReranker()) { Keep = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static StubReranker Failing() => new(_ => Task.FromException<RerankResponse>(new TimeoutException()));
}

public class CascadeConformance : RerankerConformanceTests
{
    protected override bool ScoresDependOnTheList => true;

    protected override IReranker CreateReranker() =>
        new CascadeReranker([new(new StubReranker(text => text.Length)) { Keep = 6 }, new(new StubReranker()) { Keep = 3 }, new(new StubReranker())]);
}
