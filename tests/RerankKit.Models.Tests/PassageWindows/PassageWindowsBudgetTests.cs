using RerankKit.Conformance;

namespace RerankKit.Models.Tests.PassageWindows;

/// <summary>Windows under a time budget: the documents whose windows were scored are in the answer.</summary>
public class PassageWindowsBudgetTests
{
    private static readonly RerankOptions Options = new() { TimeBudget = TimeSpan.FromMilliseconds(100) };

    // 1 window, 4 windows, 4 windows; the last one is the first stage's best.
    private static readonly RerankCandidate[] Candidates =
    [
        new("short") { Score = 1 },
        new(Repeat("ab", 40)) { Score = 2 },
        new(Repeat("cd", 40)) { Score = 3 },
    ];

    [Test]
    public async Task ADocumentCountsFromItsFirstWindowThatWasScoredAndSaysThatItIsPartial()
    {
        StubReranker inner = Scoring(windows: 5);
        RerankResponse response = await Windows(inner).RerankAsync("q", Candidates, Options);

        Assert.That(response.Results.Select(result => (result.Index, result.Placement, result.IsPartial)), Is.EqualTo(new[]
        {
            (1, RerankPlacement.Scored, true),
            (2, RerankPlacement.Scored, false),
            (0, RerankPlacement.OverBudget, false),
        }));
        Assert.That(response.Stages[0].Reasons, Does.Contain("1 documents were scored by the windows that there was time for."));
    }

    [Test]
    public async Task WhatCuttingTookIsTakenFromTheBudget()
    {
        StubReranker inner = Scoring(windows: 9);
        await new PassageWindowsReranker(inner, Ten(), new TickingClock()).RerankAsync("q", Candidates, Options);
        Assert.That(inner.Calls.Single().Options?.TimeBudget, Is.LessThan(TimeSpan.FromMilliseconds(100)).And.GreaterThan(TimeSpan.FromMilliseconds(50)));
    }

    [Test]
    public void WhenHalfOfTheTimeIsOverTheFirstStagesBestHasItsWindowsAndTheOthersWait()
    {
        var windows = new WindowedCandidates(Candidates, [2, 1, 0], Words(), 10, Ten(), () => true);
        Assert.That((windows.NotCut, windows.Candidates.Count, windows.Count(2)), Is.EqualTo((2, 4, 4)));

        var response = new RerankResponse([.. Enumerable.Range(0, 4).Select(i => new RerankResult(i, 1))]);
        var ranking = new WindowRanking(windows, Candidates, response, PassageAggregation.Max);

        Assert.That(ranking.Results(null).Select(result => (result.Index, result.Placement)), Is.EqualTo(new[]
        {
            (2, RerankPlacement.Scored), (1, RerankPlacement.OverBudget), (0, RerankPlacement.OverBudget),
        }));
        Assert.That(ranking.Windows[0].Windows, Is.Zero);
    }

    [Test]
    public async Task EqualDocumentsStandInTheCandidatesOrderWhateverTheFirstStages()
    {
        var inner = new StubReranker(_ => 1) { Metadata = new("own") { KeepsTimeBudget = true } };
        RerankResponse response = await Windows(inner).RerankAsync("q", Candidates, Options);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 0, 1, 2 }));
    }

    private static string Repeat(string word, int count) => string.Join(' ', Enumerable.Repeat(word, count));

    // Keeps budgets: scores the first windows, and has no time for the others. "ab" is better than "cd".
    private static StubReranker Scoring(int windows) => new(call =>
    {
        int[] order = [.. Enumerable.Range(0, call.Candidates.Count).OrderByDescending(i => call.Candidates[i].Score)];
        IEnumerable<RerankResult> scored = order.Take(windows).Select(i => new RerankResult(i, call.Candidates[i].Text.StartsWith("ab", StringComparison.Ordinal) ? 2 : 1));
        return new RerankResponse(
        [
            .. scored.OrderByDescending(result => result.Score).ThenBy(result => result.Index),
            .. order.Skip(windows).Select(i => RerankResult.Unscored(i, RerankPlacement.OverBudget)),
        ]);
    })
    {
        Metadata = new("own") { KeepsTimeBudget = true },
    };

    private static PassageWindowsReranker Windows(StubReranker inner) => new(inner, Ten());

    private static PassageWindowsOptions Ten() => new() { WindowTokens = 10, Overlap = 0, Tokenizer = Words() };

    // A WordPiece vocabulary in which every word of the tests is one token.
    private static HuggingFaceTokenizer Words()
    {
        string folder = Directory.CreateTempSubdirectory("rerankkit-words-").FullName;
        string path = Path.Combine(folder, "vocab.txt");
        File.WriteAllLines(path, ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "ab", "cd", "short", "q"]);
        var tokenizer = HuggingFaceTokenizer.Load(path);
        Directory.Delete(folder, recursive: true);
        return tokenizer;
    }

    /// <summary>A clock that moves by a millisecond whenever it is looked at.</summary>
    private sealed class TickingClock : TimeProvider
    {
        private long _milliseconds;

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => Interlocked.Increment(ref _milliseconds);
    }
}
