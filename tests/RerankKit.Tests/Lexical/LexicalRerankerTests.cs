namespace RerankKit.Tests.Lexical;

public class LexicalRerankerTests
{
    private const string Query = "rotate the signing key";

    private static RerankCandidate[] Candidates { get; } =
    [
        new("Invoices are listed on the billing page."),
        new("Rotate the signing key every ninety days."),
        new("The key of the signing service."),
    ];

    [Test]
    public async Task TheBestMatchComesFirst()
    {
        using var reranker = new LexicalReranker();
        RerankResponse response = await reranker.RerankAsync(Query, Candidates);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo([1, 2, 0]));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Similarity));
        Assert.That(response.ModelId, Is.EqualTo("bm25"));
    }

    [Test]
    public async Task TopNCutsTheRanking()
    {
        using var reranker = new LexicalReranker();
        RerankResponse response = await reranker.RerankAsync(Query, Candidates, new() { TopN = 1 });
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo([1]));
    }

    [Test]
    public async Task AQueryWithoutKnownTermsKeepsTheCandidatesOrder()
    {
        using var reranker = new LexicalReranker();
        RerankResponse response = await reranker.RerankAsync("zzz qqq", Candidates);
        Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo([(0, 0.0), (1, 0.0), (2, 0.0)]));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("scored"));
    }

    [Test]
    public async Task AQueryWithoutTermsKeepsTheCandidatesOrderAndSaysWhy()
    {
        using var reranker = new LexicalReranker();
        RerankResponse response = await reranker.RerankAsync("?! 🔑", Candidates);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo([0, 1, 2]));
        Assert.That(response.Stages[0], Has.Property("Decision").EqualTo("no-terms").And.Property("Reason").Not.Null);
    }

    [Test]
    public async Task CandidatesWithoutTermsScoreZero([Values] bool corpus)
    {
        using var reranker = new LexicalReranker(new() { Statistics = corpus ? LexicalCorpusStatistics.Build([]) : null });
        RerankResponse response = await reranker.RerankAsync(Query, ["", "...", "\n"]);
        Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo([(0, 0.0), (1, 0.0), (2, 0.0)]));
    }

    [Test]
    public async Task EmptyStatisticsStillGiveFiniteScores()
    {
        using var reranker = new LexicalReranker(new() { Statistics = LexicalCorpusStatistics.Build([]) });
        RerankResponse response = await reranker.RerankAsync(Query, Candidates);
        Assert.That(response.Results[0], Has.Property("Index").EqualTo(1).And.Property("Score").GreaterThan(0).And.Property("Score").LessThan(100));
    }

    [Test]
    public void ACandidateWithoutTextIsRefusedByItsIndex()
    {
        using var reranker = new LexicalReranker();
        Assert.That(
            async () => await reranker.RerankAsync(Query, [Candidates[0], default]),
            Throws.ArgumentException.With.Message.Contains("Candidate 1"));
    }

    [Test]
    public void CancellationIsHonouredBetweenCandidates()
    {
        using var source = new CancellationTokenSource();
        int read = 0;
        var analysis = LexicalAnalysis.FromTokenizer("cancels", text =>
        {
            // The query is read first, then one candidate; the second candidate must not be.
            if (++read == 2)
            {
                source.Cancel();
            }

            return text.Split(' ');
        });
        using var reranker = new LexicalReranker(new() { Analysis = analysis });
        Assert.That(
            async () => await reranker.RerankAsync(Query, Candidates, null, source.Token),
            Throws.InstanceOf<OperationCanceledException>().With.Property("CancellationToken").EqualTo(source.Token));
        Assert.That(read, Is.EqualTo(2));
    }

    [Test]
    public async Task OnlyTheFirstTermsAreReadWhenTokensAreLimited()
    {
        using var reranker = new LexicalReranker();
        string text = string.Concat(Enumerable.Repeat("filler ", 100)) + "key";
        RerankResponse whole = await reranker.RerankAsync("key", [text, "key"]);
        RerankResponse cut = await reranker.RerankAsync("key", [text, "key"], new() { MaxTokensPerDocument = 100 });
        RerankResponse exact = await reranker.RerankAsync("key", [text, "key"], new() { MaxTokensPerDocument = 101 });
        Assert.That(whole.Results, Has.All.Matches<RerankResult>(result => result.Score > 0 && !result.IsTruncated));
        Assert.That(cut.Results[1], Has.Property("Score").Zero.And.Property("IsTruncated").True.And.Property("TokenCount").EqualTo(101));
        Assert.That(cut.Results[0], Has.Property("IsTruncated").False.And.Property("TokenCount").EqualTo(2));
        Assert.That(exact.Results, Is.EqualTo(whole.Results));
    }

    [Test]
    public void OnlyWithCorpusStatisticsIsItPointwise()
    {
        using var alone = new LexicalReranker();
        using var corpus = new LexicalReranker(new() { Statistics = LexicalCorpusStatistics.Build(["a"]) });
        Assert.That(alone.GetService<RerankerMetadata>()!.IsPointwise, Is.False);
        Assert.That(corpus.GetService<RerankerMetadata>()!.IsPointwise, Is.True);
    }

    [Test]
    public void WhateverChangesTheScoresChangesTheRevision()
    {
        LexicalRerankerOptions[] variants =
        [
            new(),
            new() { K1 = 1.2 },
            new() { B = 0.75 },
            new() { Analysis = new() { FoldAccents = false } },
            new() { KeepIdentifiers = false },
            new() { FoldAccents = false, KeepIdentifiers = false },
            new() { Analysis = LexicalAnalysis.FromTokenizer("porter-1", text => text.Split(' ')) },
            new() { Statistics = LexicalCorpusStatistics.Build(["a"]) },
            new() { Statistics = LexicalCorpusStatistics.Build(["a", "b"]) },
        ];
        string[] revisions = [.. variants.Select(options => new LexicalReranker(options).GetService<RerankerMetadata>()!.Revision!)];
        Assert.That(revisions, Is.Unique);
        Assert.That(new LexicalReranker().GetService<RerankerMetadata>()!.Revision, Is.EqualTo(revisions[0]));
    }

    [Test]
    public void OptionsRefuseWhatTheFormulaCannotUse()
    {
        var options = new LexicalRerankerOptions();
        foreach (double value in new[] { -0.1, double.NaN, double.PositiveInfinity })
        {
            Assert.That(() => options.K1 = value, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("K1 is"));
            Assert.That(() => options.B = value, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("from 0 to 1"));
        }

        Assert.That(() => options.B = 1.01, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That((options.K1, options.B), Is.EqualTo((0.9, 0.4)));
    }

    [Test]
    public async Task AccentsAreFoldedUnlessTheOptionsSayOtherwise([Values] bool fold)
    {
        var options = new LexicalRerankerOptions();
        Assert.That(options.FoldAccents, Is.True);
        options.FoldAccents = fold;
        using var reranker = new LexicalReranker(options);
        RerankResponse response = await reranker.RerankAsync("malmo", ["Göteborg", "Malmö"]);
        Assert.That(response.Results[0].Index, Is.EqualTo(fold ? 1 : 0));
        Assert.That(options.Analysis!.FoldAccents, Is.EqualTo(fold));
    }

    [Test]
    public void StatisticsOfAnotherAnalysisAreRefused()
    {
        var options = new LexicalRerankerOptions { Statistics = LexicalCorpusStatistics.Build(["a"]), Analysis = new() { FoldAccents = false } };
        Assert.That(() => new LexicalReranker(options), Throws.ArgumentException.With.Message.Contains("lower-identifiers-1").And.Message.Contains("fold-identifiers-1"));
    }

    [Test]
    public async Task TheAnalysisOfTheStatisticsIsUsed()
    {
        var statistics = LexicalCorpusStatistics.Build(["Malmö", "Malmo"], new() { FoldAccents = false });
        using var reranker = new LexicalReranker(new() { Statistics = statistics });
        RerankResponse response = await reranker.RerankAsync("malmö", ["Malmo", "Malmö"]);
        Assert.That(response.Results.Select(result => (result.Index, result.Score > 0)), Is.EqualTo([(1, true), (0, false)]));
    }

    [Test]
    public async Task ATokenizerMayStem()
    {
        var analysis = LexicalAnalysis.FromTokenizer("plural", text => LexicalAnalysis.Default.GetTerms(text).Select(term => term.TrimEnd('s')));
        using var reranker = new LexicalReranker(new() { Analysis = analysis });
        RerankResponse response = await reranker.RerankAsync("keys", ["lock", "a key"]);
        Assert.That(response.Results[0], Has.Property("Index").EqualTo(1).And.Property("Score").GreaterThan(0));
    }

    [Test]
    public async Task ATokenizerMayCallARerankerItself()
    {
        using var inner = new LexicalReranker();
        var analysis = LexicalAnalysis.FromTokenizer("nested", text =>
        {
            inner.RerankAsync("a b", ["a", "b b"]).GetAwaiter().GetResult();
            return text.Split(' ');
        });
        using var reranker = new LexicalReranker(new() { Analysis = analysis });
        RerankResponse response = await reranker.RerankAsync("key", ["lock", "key key", "a key"]);
        RerankResponse expected = await inner.RerankAsync("key", ["lock", "key key", "a key"]);
        Assert.That(response.Results, Is.EqualTo(expected.Results));
    }

    [Test]
    public async Task ATokenizerThatThrowsLeavesNothingBehind()
    {
        bool fails = true;
        var analysis = LexicalAnalysis.FromTokenizer("fails", Terms);
        using var reranker = new LexicalReranker(new() { Analysis = analysis });
        Assert.That(async () => await reranker.RerankAsync("key", ["key key lock", "x"]), Throws.InvalidOperationException);
        fails = false;
        using var fresh = new LexicalReranker();
        Assert.That(
            (await reranker.RerankAsync("key", ["lock", "key"])).Results,
            Is.EqualTo((await fresh.RerankAsync("key", ["lock", "key"])).Results));

        IEnumerable<string> Terms(string text)
        {
            foreach (string term in text.Split(' '))
            {
                yield return fails && term == "lock" ? throw new InvalidOperationException("broken") : term;
            }
        }
    }

    [Test]
    public void ATokenizerThatReturnsNullIsNamed()
    {
        using var none = new LexicalReranker(new() { Analysis = LexicalAnalysis.FromTokenizer("none", _ => null!) });
        using var hole = new LexicalReranker(new() { Analysis = LexicalAnalysis.FromTokenizer("hole", _ => [null!]) });
        Assert.That(async () => await none.RerankAsync("key", ["x"]), Throws.InvalidOperationException.With.Message.Contains("'none'"));
        Assert.That(async () => await hole.RerankAsync("key", ["x"]), Throws.InvalidOperationException.With.Message.Contains("'hole'"));
        Assert.That(() => LexicalAnalysis.FromTokenizer(" ", _ => []), Throws.ArgumentException);
        Assert.That(() => LexicalAnalysis.FromTokenizer(new('n', 201), _ => []), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task CallersOnManyThreadsGetTheSameScores([Values] bool corpus)
    {
        string[] documents = [.. Enumerable.Range(0, 200).Select(d => string.Join(' ', Enumerable.Range(0, 50).Select(i => $"w{((d + 3) * (i + 7)) % 97} é鍵")))];
        using var reranker = new LexicalReranker(new() { Statistics = corpus ? LexicalCorpusStatistics.Build(documents) : null });
        RerankResult[][] expected = new RerankResult[8][];
        for (int i = 0; i < expected.Length; i++)
        {
            expected[i] = [.. (await reranker.RerankAsync($"w{i} w{i * 5} e 鍵", documents)).Results];
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            for (int round = 0; round < 20; round++)
            {
                Assert.That((await reranker.RerankAsync($"w{i} w{i * 5} e 鍵", documents)).Results, Is.EqualTo(expected[i]));
            }
        })));
    }

    [Test]
    public async Task ACallAllocatesItsResponseAndNothingElse()
    {
        RerankCandidate[] candidates = [.. Enumerable.Range(0, 100).Select(d => new RerankCandidate(string.Join(' ', Enumerable.Range(0, 120).Select(i => $"word{d * i % 61}"))))];
        using var reranker = new LexicalReranker();
        await reranker.RerankAsync("word1 word2 ünknown", candidates);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Task<RerankResponse> task = reranker.RerankAsync("word1 word2 ünknown", candidates);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long results = candidates.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<RerankResult>();
        Assert.That(task.IsCompletedSuccessfully);
        Assert.That(allocated, Is.LessThan(results + 512), "response, stage, task and list; everything else is kept per thread");
    }

    [Test]
    public async Task TheStageIsTimedByTheGivenClock()
    {
        using var reranker = new LexicalReranker(null, new SteppingTimeProvider(TimeSpan.FromMilliseconds(3)));
        RerankResponse response = await reranker.RerankAsync(Query, Candidates);
        Assert.That(response.Stages.Select(stage => (stage.Name, stage.CandidatesIn, stage.CandidatesScored, stage.Duration)),
            Is.EqualTo([("lexical", 3, 3, TimeSpan.FromMilliseconds(3))]));
    }

    private sealed class SteppingTimeProvider(TimeSpan step) : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += step.Ticks;
    }
}
