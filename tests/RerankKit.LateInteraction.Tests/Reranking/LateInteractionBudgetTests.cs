using RerankKit.Conformance;

namespace RerankKit.LateInteraction.Tests;

public class LateInteractionBudgetTests
{
    private const string Query = "signing key";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // The last candidate is the first stage's best.
    private static readonly RerankCandidate[] Candidates = [.. Enumerable.Range(0, 40).Select(i => new RerankCandidate($"key number {i}") { Id = $"{i}", Score = i })];

    [Test]
    public async Task DocumentsAreEncodedInFirstStageOrderUntilTheTimeIsUp()
    {
        var time = new ManualTimeProvider();
        var encoder = new WordEncoder(call =>
        {
            time.Advance(call.Role == TextRole.Query ? TimeSpan.Zero : call.Texts.Count == 1 ? Second / 1000 : Second);
            return WordEncoder.Encode(call);
        });
        using var reranker = new LateInteractionReranker(encoder, null, time);

        RerankResponse response = await reranker.RerankAsync(Query, Candidates, new() { TimeBudget = Second });

        Assert.That(encoder.DocumentCalls.Select(call => call.Texts.Count), Is.EqualTo(new[] { 1, 4 }), "one says how long they take");
        Assert.That(encoder.DocumentCalls.SelectMany(call => call.Texts), Is.EqualTo(Candidates.Reverse().Take(5).Select(candidate => candidate.Text)));
        Assert.That(response.Results, Has.Count.EqualTo(40));
        Assert.That(response.Results.Take(5).Select(result => result.IsScored), Is.All.True);
        Assert.That(response.Results.Skip(5).Select(result => result.Placement), Is.All.EqualTo(RerankPlacement.OverBudget));
        Assert.That(response.Results.Skip(5).Select(result => result.Index), Is.EqualTo(Enumerable.Range(0, 35).Reverse()), "in first-stage order");
        Assert.That((response.Stages[0].Decision, response.Stages[0].Reason), Is.EqualTo(("cut", "There was no time for 35 of 40 documents.")));
    }

    [Test]
    public async Task TheFirstCallScoresSomeDocumentsHoweverSlowTheyAre()
    {
        var time = new ManualTimeProvider();
        var encoder = new WordEncoder(call =>
        {
            time.Advance(call.Role == TextRole.Document ? call.Texts.Count * Second / 4 : TimeSpan.Zero);
            return call.CancellationToken.IsCancellationRequested
                ? Task.FromCanceled<IReadOnlyList<TokenVectors>>(call.CancellationToken)
                : Task.FromResult(WordEncoder.Encode(call));
        });
        using var reranker = new LateInteractionReranker(encoder, null, time);
        int[] scored = new int[6];
        for (int i = 0; i < scored.Length; i++)
        {
            RerankResponse response = await reranker.RerankAsync(Query, Candidates, new() { TimeBudget = Second });
            scored[i] = response.Results.Count(result => result.IsScored);
        }

        Assert.That(scored, Has.All.InRange(1, 4), "four fit, sixteen take four seconds");
        Assert.That(scored[3..], Has.All.InRange(2, 4));
    }

    [Test]
    public async Task ACallThatIsStillRunningAtTheDeadlineIsAbandoned([Values] bool heedsItsToken)
    {
        var time = new ManualTimeProvider();
        var never = new TaskCompletionSource<IReadOnlyList<TokenVectors>>();
        var encoder = new WordEncoder(call => call.Role == TextRole.Query ? Task.FromResult(WordEncoder.Encode(call))
            : heedsItsToken ? never.Task.WaitAsync(call.CancellationToken)
            : never.Task);
        using var reranker = new LateInteractionReranker(encoder, null, time);
        Task<RerankResponse> call = reranker.RerankAsync(Query, Candidates, new() { TimeBudget = Second });
        time.Advance(Second);
        RerankResponse response = await call;
        Assert.That(response.Results.Select(result => result.Placement), Is.All.EqualTo(RerankPlacement.OverBudget));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("not-scored"));
    }

    [Test]
    public async Task AQueryThatTakesTooLongLeavesTheFirstStagesOrder()
    {
        var time = new ManualTimeProvider();
        var never = new TaskCompletionSource<IReadOnlyList<TokenVectors>>();
        using var reranker = new LateInteractionReranker(new WordEncoder(_ => never.Task), null, time);
        Task<RerankResponse> call = reranker.RerankAsync(Query, Candidates, new() { TimeBudget = Second, TopN = 3 });
        time.Advance(Second);
        RerankResponse response = await call;
        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[] { 39, 38, 37 }.Select(i => (i, RerankPlacement.OverBudget))));
        Assert.That(response.Usage, Is.Null);
    }

    [Test]
    public async Task StoredDocumentsAreScoredWhenThereIsNoTimeToEncode()
    {
        var time = new ManualTimeProvider();
        var never = new TaskCompletionSource<IReadOnlyList<TokenVectors>>();
        var store = new StubTokenVectorStore();
        await store.AddAsync(Candidates[..5]);
        using var reranker = new LateInteractionReranker(
            new WordEncoder(call => call.Role == TextRole.Query ? Task.FromResult(WordEncoder.Encode(call)) : never.Task), new() { Store = store }, time);
        Task<RerankResponse> call = reranker.RerankAsync(Query, Candidates, new() { TimeBudget = Second });
        time.Advance(Second);
        RerankResponse response = await call;
        Assert.That(response.Results.Take(5).Select(result => result.Index), Is.EquivalentTo(new[] { 0, 1, 2, 3, 4 }));
        Assert.That(response.Results.Count(result => result.IsScored), Is.EqualTo(5));
    }

    [Test]
    public async Task AStoreThatTakesTooLongIsLeftBehindAndItsAnswerGivenBack()
    {
        var time = new ManualTimeProvider();
        var late = new TaskCompletionSource();
        var store = new StubTokenVectorStore { BeforeRead = _ => late.Task };
        using var reranker = new LateInteractionReranker(new WordEncoder(), new() { Store = store }, time);
        Task<RerankResponse> call = reranker.RerankAsync(Query, Candidates, new() { TimeBudget = Second });
        time.Advance(Second / 2);
        RerankResponse response = await call;
        Assert.That((response.Stages[1].Decision, response.Stages[1].Reason), Is.EqualTo(("over-budget", "There was no time to read it.")));
        Assert.That(response.Results.Select(result => result.IsScored), Is.All.True, "the other half of the time is for encoding");
        late.SetResult();
        Assert.That(store.OpenAnswers, Is.Zero);
    }

    [Test]
    public async Task WhatWasEncodedIsStoredAfterTheTimeIsUp()
    {
        var time = new ManualTimeProvider();
        var isWriting = new TaskCompletionSource();
        var mayWrite = new TaskCompletionSource();
        var store = new StubTokenVectorStore
        {
            BeforeWrite = token =>
            {
                isWriting.SetResult();
                return mayWrite.Task.WaitAsync(token);
            },
        };
        using var reranker = new LateInteractionReranker(new WordEncoder(), new() { Store = store, StoreEncoded = true, LeaveStoreOpen = true }, time);
        Task<RerankResponse> call = reranker.RerankAsync(Query, Candidates, new() { TimeBudget = Second });
        await isWriting.Task;
        time.Advance(Second);
        RerankResponse response = await call;
        Assert.That(response.Results.Select(result => result.IsScored), Is.All.True);
        Assert.That(response.Stages[1].Reason, Is.EqualTo("0 of 40 found, 40 encoded; still being stored"));
        mayWrite.SetResult();
        Assert.That(() => store.Count, Is.EqualTo(40).After(10_000, 5));
    }
}
