using NUnit.Framework;

namespace RerankKit.Conformance;

/// <summary>The promises of <see cref="IReranker"/>. A test class per reranker derives from this one.</summary>
public abstract class RerankerConformanceTests
{
    private const string Query = "how do I rotate the signing key";

    /// <summary>Makes the reranker under test, ready to use. Called once per test.</summary>
    protected abstract IReranker CreateReranker();

    /// <summary>Whether a pair's score may depend on the other candidates of the call (listwise rerankers, statistics of the call).</summary>
    protected virtual bool ScoresDependOnTheList => false;

    /// <summary>Whether scores may differ from call to call by design, as random exploration makes them.</summary>
    protected virtual bool IsDeterministic => true;

    /// <summary>Whether a TopN may change the order of the whole ranking, as a short circuit does.</summary>
    protected virtual bool TopNMayChangeTheOrder => ScoresDependOnTheList;

    /// <summary>How many parts of a candidate an inner stage may see, as where long documents are cut into windows.</summary>
    protected virtual int PartsPerCandidate => 1;

    /// <summary>How far the score of one pair may differ between calls.</summary>
    protected virtual double Tolerance => 1e-5;

    /// <summary>The candidates of the fixture: different lengths, some alike, first-stage scores that fall.</summary>
    protected virtual IReadOnlyList<RerankCandidate> CreateCandidates() =>
    [
        .. Texts.Select((text, i) => new RerankCandidate(text) { Id = $"doc-{i}", Score = 20 - i, Item = i }),
    ];

    private static IReadOnlyList<string> Texts { get; } =
    [
        "Rotate the signing key every ninety days: create a second key, deploy it, then delete the first.",
        "The billing page lists invoices.",
        "Keys are rotated from the security page.",
        "Signing keys",
        "",
        "A webhook is signed with the key of its endpoint; rotate it with the command below and update the receiver.",
        "How to sign in with a passkey",
        "Der Signaturschlüssel wird jährlich gewechselt.",
        "署名鍵を更新する方法",
        "Rotation of log files keeps seven days.",
        "🔑 rotate 🔑 rotate",
        "The retention of audit records is one year.",
    ];

    [Test]
    public async Task ResultsAreSortedByScoreBestFirst()
    {
        using IReranker reranker = CreateReranker();
        RerankResponse response = await reranker.RerankAsync(Query, CreateCandidates());
        double[] scores = [.. response.Results.Where(result => result.IsScored).Select(result => result.Score)];
        Assert.That(scores, Is.Ordered.Descending);
    }

    [Test]
    public async Task EqualScoresKeepTheCandidatesOrder()
    {
        using IReranker reranker = CreateReranker();
        IReadOnlyList<RerankCandidate> candidates = [.. Enumerable.Range(0, 6).Select(i => new RerankCandidate("The same text.") { Id = $"{i}" })];
        RerankResponse response = await reranker.RerankAsync(Query, candidates);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(Enumerable.Range(0, 6)));
    }

    [Test]
    public async Task IndicesAreUniqueAndNoCandidateIsLost()
    {
        using IReranker reranker = CreateReranker();
        IReadOnlyList<RerankCandidate> candidates = CreateCandidates();
        RerankResponse response = await reranker.RerankAsync(Query, candidates);
        Assert.That(response.Results.Select(result => result.Index), Is.EquivalentTo(Enumerable.Range(0, candidates.Count)));
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(12)]
    [TestCase(50)]
    public async Task TopNIsTheHeadOfTheWholeRanking(int topN)
    {
        using IReranker reranker = CreateReranker();
        IReadOnlyList<RerankCandidate> candidates = CreateCandidates();
        RerankResponse whole = await reranker.RerankAsync(Query, candidates);
        RerankResponse head = await reranker.RerankAsync(Query, candidates, new() { TopN = topN });
        Assert.That(head.Results, Has.Count.EqualTo(Math.Min(topN, candidates.Count)));
        if (IsDeterministic && !TopNMayChangeTheOrder)
        {
            Assert.That(head.Results.Select(result => result.Index), Is.EqualTo(whole.Results.Take(topN).Select(result => result.Index)));
        }
    }

    [Test]
    public async Task UnscoredCandidatesFollowTheScoredOnesAndSaySo()
    {
        using IReranker reranker = CreateReranker();
        RerankResponse response = await reranker.RerankAsync(Query, CreateCandidates());
        bool[] scored = [.. response.Results.Select(result => result.IsScored)];
        Assert.That(scored, Is.Ordered.Descending, "a scored candidate stands behind one that was not scored");
        if (scored.Contains(true))
        {
            Assert.That(response.ScoreKind, Is.Not.EqualTo(RerankScoreKind.FirstStage), "the reranker's scores are not the first stage's");
        }
    }

    [Test]
    public async Task ScoresAreFinite()
    {
        using IReranker reranker = CreateReranker();
        RerankResponse response = await reranker.RerankAsync(Query, CreateCandidates());
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => double.IsFinite(result.Score)));
    }

    [Test]
    public async Task AnEmptyListGivesAnEmptyResponse()
    {
        using IReranker reranker = CreateReranker();
        RerankResponse response = await reranker.RerankAsync(Query, Array.Empty<RerankCandidate>());
        Assert.That(response.Results, Is.Empty);
    }

    [Test]
    public void ABlankQueryIsRefused([Values(null, "", " \t\n")] string? query)
    {
        using IReranker reranker = CreateReranker();
        Assert.That(async () => await reranker.RerankAsync(query!, CreateCandidates()), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await reranker.RerankAsync(query!, Array.Empty<RerankCandidate>()), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void AMissingListIsRefused()
    {
        using IReranker reranker = CreateReranker();
        Assert.That(async () => await reranker.RerankAsync(Query, (IReadOnlyList<RerankCandidate>)null!), Throws.ArgumentNullException);
    }

    [Test]
    public void ACancelledTokenIsHonoured()
    {
        using IReranker reranker = CreateReranker();
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.That(
            async () => await reranker.RerankAsync(Query, CreateCandidates(), null, source.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task TheSamePairGetsTheSameScoreWhateverElseIsInTheCall()
    {
        if (ScoresDependOnTheList || !IsDeterministic)
        {
            Assert.Ignore("Scores of this reranker depend on the list by design.");
        }

        using IReranker reranker = CreateReranker();
        IReadOnlyList<RerankCandidate> candidates = CreateCandidates();
        Dictionary<string, double> expected = ScoresById(candidates, await reranker.RerankAsync(Query, candidates));
        IReadOnlyList<RerankCandidate>[] variants =
        [
            [.. candidates.Reverse()],
            [.. candidates.Where((_, i) => i % 3 != 1)],
            [.. candidates, .. candidates.Select(candidate => candidate with { Id = candidate.Id + "-twin", Text = candidate.Text + " More." })],
        ];
        foreach (IReadOnlyList<RerankCandidate> variant in variants)
        {
            foreach ((string id, double score) in ScoresById(variant, await reranker.RerankAsync(Query, variant)))
            {
                if (expected.TryGetValue(id, out double value))
                {
                    Assert.That(score, Is.EqualTo(value).Within(Tolerance), id);
                }
            }
        }
    }

    [Test]
    public async Task ManyCallersAtOnceGetTheSameAnswer()
    {
        using IReranker reranker = CreateReranker();
        IReadOnlyList<RerankCandidate> candidates = CreateCandidates();
        RerankResponse alone = await reranker.RerankAsync(Query, candidates);
        RerankResponse[] together = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => Task.Run(() => reranker.RerankAsync(Query, candidates))));
        foreach (RerankResponse response in together)
        {
            Assert.That(response.Results.Select(result => result.Index), Is.EquivalentTo(alone.Results.Select(result => result.Index)));
            if (IsDeterministic)
            {
                Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(alone.Results.Select(result => result.Index)));
            }
        }
    }

    [Test]
    public async Task TheCallersListAndOptionsAreLeftAlone()
    {
        using IReranker reranker = CreateReranker();
        List<RerankCandidate> candidates = [.. CreateCandidates()];
        RerankCandidate[] before = [.. candidates];
        var options = new RerankOptions { TopN = 4, Instruction = "i", Scope = "s", MaxTokensPerDocument = 100 };
        await reranker.RerankAsync(Query, candidates, options);
        Assert.That(candidates, Is.EqualTo(before));
        Assert.That((options.TopN, options.Instruction, options.Scope, options.MaxTokensPerDocument), Is.EqualTo((4, "i", "s", 100)));
    }

    [Test]
    public async Task EveryStageIsNamedAndCountsWhatCameIn()
    {
        using IReranker reranker = CreateReranker();
        IReadOnlyList<RerankCandidate> candidates = CreateCandidates();
        RerankResponse response = await reranker.RerankAsync(Query, candidates);
        Assert.That(response.Stages, Is.Not.Empty);
        foreach (RerankStage stage in response.Stages)
        {
            Assert.That(stage.Name, Is.Not.Empty);
            Assert.That(stage.Decision, Is.Not.Empty);
            Assert.That(stage.CandidatesIn, Is.InRange(1, candidates.Count * PartsPerCandidate), stage.Name);
            Assert.That(stage.CandidatesScored, Is.InRange(0, stage.CandidatesIn), stage.Name);
            Assert.That(stage.Duration, Is.GreaterThanOrEqualTo(TimeSpan.Zero), stage.Name);
        }
    }

    [Test]
    public void GetServiceFindsTheRerankerItselfAndItsMetadata()
    {
        using IReranker reranker = CreateReranker();
        Assert.That(reranker.GetService(reranker.GetType()), Is.SameAs(reranker));
        Assert.That(reranker.GetService<RerankerMetadata>(), Is.Not.Null);
        Assert.That(reranker.GetService(typeof(Uri)), Is.Null);
        Assert.That(reranker.GetService(reranker.GetType(), "no such key"), Is.Null);
        Assert.That(() => reranker.GetService(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void DisposingTwiceIsHarmless()
    {
        IReranker reranker = CreateReranker();
        reranker.Dispose();
        Assert.That(reranker.Dispose, Throws.Nothing);
    }

    private static Dictionary<string, double> ScoresById(IReadOnlyList<RerankCandidate> candidates, RerankResponse response) =>
        response.Results
            .Where(result => result.IsScored)
            .ToDictionary(result => candidates[result.Index].Id!, result => result.Score, StringComparer.Ordinal);
}
