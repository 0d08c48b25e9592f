using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Diversity;

public class DiversityRerankerTests
{
    private static readonly string[] NearDuplicates =
    [
        "rotate the signing key every ninety days",
        "rotate the signing key every ninety days please",
        "rotate the signing key each ninety days",
        "invoices are sent on the first of the month",
    ];

    [Test]
    public async Task NearDuplicatesMakeRoomForWhatIsDifferent()
    {
        using IReranker reranker = ByPosition().UseDiversity(options => options.Lambda = 0.5).Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates(NearDuplicates));

        Assert.That(Indices(response), Is.EqualTo(new[] { 0, 3, 1, 2 }));
    }

    [Test]
    public async Task TheScoreIsOneOverTheRankAndTheRerankersOwnIsKept()
    {
        using IReranker reranker = ByPosition().UseDiversity(options => options.Lambda = 0.5).Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates(NearDuplicates));

        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.RankOnly));
        Assert.That(response.Results.Select(result => result.Score), Is.EqualTo(new[] { 1, 1 / 2.0, 1 / 3.0, 1 / 4.0 }));
        Assert.That(response.Results.Select(result => result.RawScore), Is.EqualTo(new[] { 0.0, -3, -1, -2 }));
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.Scored));
        Assert.That((response.Stages[0].Name, response.Stages[0].Decision, response.Stages[0].Reason), Is.EqualTo(("diversity", "diversified", "3 of 4 moved")));
    }

    [Test]
    public async Task LambdaOfOneKeepsTheOrderAndAsksForNoSimilarity()
    {
        using IReranker reranker = ByPosition()
            .UseDiversity(options => (options.Lambda, options.Similarity) = (1, (_, _) => throw new InvalidOperationException("not needed")))
            .Build();

        Assert.That(Indices(await reranker.RerankAsync("q", Candidates(NearDuplicates))), Is.EqualTo(new[] { 0, 1, 2, 3 }));
    }

    [Test]
    public async Task OnlyTheDepthIsDiversified()
    {
        using IReranker reranker = ByPosition().UseDiversity(options => (options.Lambda, options.Depth) = (0.5, 3)).Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates(NearDuplicates));

        Assert.That(Indices(response)[3], Is.EqualTo(3), "what is different stands below the depth");
        Assert.That(response.Results[3].Score, Is.EqualTo(0.25));
    }

    [Test]
    public async Task TheInnerRerankerIsAskedForAllAndTopNIsCutAfterwards()
    {
        var stub = new StubReranker(text => -Array.IndexOf(NearDuplicates, text));
        using IReranker reranker = stub.AsBuilder().UseDiversity(options => options.Lambda = 0.5).Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates(NearDuplicates), new() { TopN = 2 });

        Assert.That(Indices(response), Is.EqualTo(new[] { 0, 3 }));
        Assert.That(stub.Calls.Single().Options!.TopN, Is.Null);
    }

    [Test]
    public async Task CandidatesThatWereNotScoredStayWhereTheyAre()
    {
        using IReranker reranker = ByPosition().UseDiversity(options => options.Lambda = 0.2).UseCandidateCap(3).Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates(NearDuplicates));

        Assert.That(response.Results[3], Is.EqualTo(RerankResult.Unscored(3, RerankPlacement.Capped)));
        Assert.That(response.Results.Take(3).Select(result => result.IsScored), Is.All.True);
    }

    [Test]
    public async Task WhereNothingWasScoredTheResponsePasses()
    {
        using IReranker reranker = ByPosition().UseDiversity(options => options.Lambda = 0.2).UseScoreGapGate().Build();
        RerankCandidate[] candidates = [new("same words") { Score = 10 }, new("same words") { Score = 1 }, new("others") { Score = 0.9 }];

        RerankResponse response = await reranker.RerankAsync("q", candidates);

        Assert.That((response.ScoreKind, response.Stages[0].Decision), Is.EqualTo((RerankScoreKind.FirstStage, "not-applied")));
        Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(new[] { (0, 10.0), (1, 1.0), (2, 0.9) }));
    }

    [Test]
    public async Task EmbeddingsAreComparedByCosine()
    {
        float[][] vectors = [[1, 0, 0], [10, 0.1f, 0], [0, 1, 0], []];
        using IReranker reranker = ByPosition(4)
            .UseDiversity(options => (options.Lambda, options.Embedding) = (0.5, candidate => vectors[(int)candidate.Item!]))
            .Build();

        RerankResponse response = await reranker.RerankAsync("q", Numbered(4));

        // Relevance 1, 2/3, 1/3, 0. After 0: 1 is its twin, 2 is different, 3 has no embedding and is like nothing.
        Assert.That(Indices(response), Is.EqualTo(new[] { 0, 2, 3, 1 }));
    }

    [Test]
    public void EmbeddingsOfDifferentLengthsAreRefused()
    {
        using IReranker reranker = ByPosition(2).UseDiversity(options => options.Embedding = candidate => new float[2 + (int)candidate.Item!]).Build();
        Assert.That(
            async () => await reranker.RerankAsync("q", Numbered(2)),
            Throws.InvalidOperationException.With.Message.Contains("candidate 1 has 3 dimensions, that of candidate 0 has 2"));
    }

    [Test]
    public void AnEmbeddingThatIsNotFiniteIsRefused()
    {
        using IReranker reranker = ByPosition(2).UseDiversity(options => options.Embedding = _ => new[] { 1, float.NaN }).Build();
        Assert.That(async () => await reranker.RerankAsync("q", Numbered(2)), Throws.InvalidOperationException.With.Message.Contains("candidate 0"));
    }

    [Test]
    public void ASimilarityThatIsNotFiniteIsRefused()
    {
        using IReranker reranker = ByPosition(2).UseDiversity(options => options.Similarity = (_, _) => double.NaN).Build();
        Assert.That(
            async () => await reranker.RerankAsync("q", Numbered(2)),
            Throws.InvalidOperationException.With.Message.Contains("candidates 1 and 0 is NaN"));
    }

    [Test]
    public async Task AFullGroupWaitsBehindTheOthers()
    {
        string?[] groups = ["x", "x", "x", "y", null, null, "y"];
        using IReranker reranker = ByPosition(7)
            .UseDiversity(options => (options.Lambda, options.Depth, options.MaxPerGroup, options.Group) = (1, 6, 1, candidate => groups[(int)candidate.Item!]))
            .Build();

        RerankResponse response = await reranker.RerankAsync("q", Numbered(7));

        // 1 and 2 are over the cap of x; 6 lies below the depth.
        Assert.That(Indices(response), Is.EqualTo(new[] { 0, 3, 4, 5, 1, 2, 6 }));
    }

    [Test]
    public void OptionsThatContradictEachOtherAreRefused()
    {
        RerankerBuilder builder = new StubReranker().AsBuilder();
        Assert.That(() => builder.UseDiversity(options => options.MaxPerGroup = 2), Throws.ArgumentException.With.Message.Contains("MaxPerGroup is set without Group"));
        Assert.That(() => builder.UseDiversity(options => options.Group = _ => null), Throws.ArgumentException.With.Message.Contains("Group is set without MaxPerGroup"));
        Assert.That(
            () => builder.UseDiversity(options => (options.Similarity, options.Embedding) = ((_, _) => 0, _ => default)),
            Throws.ArgumentException.With.Message.Contains("both set"));
    }

    [Test]
    public void OptionsOutOfRangeAreRefused()
    {
        Assert.That(() => new DiversityOptions { Lambda = 1.1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new DiversityOptions { Lambda = double.NaN }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new DiversityOptions { Depth = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new DiversityOptions { MaxPerGroup = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void TheMetadataSayThatTheListDecides()
    {
        using IReranker reranker = new StubReranker().AsBuilder().UseDiversity().Build();
        RerankerMetadata metadata = reranker.GetService<RerankerMetadata>()!;
        Assert.That(
            (metadata.ProviderName, metadata.DefaultModelId, metadata.ScoreKind, metadata.IsPointwise),
            Is.EqualTo(("stub", "stub-model", RerankScoreKind.RankOnly, false)));
    }

    [Test]
    public void TheOrderIsThatOfTheDefinition() =>
        Prop.ForAll(Cases().ToArbitrary(), test =>
        {
            double Similarity(RerankCandidate x, RerankCandidate y) => test.Similarities[(int)x.Item!, (int)y.Item!];
            using IReranker reranker = new StubReranker(text => test.Scores[int.Parse(text, CultureInfo.InvariantCulture)])
                .AsBuilder()
                .UseDiversity(options => (options.Lambda, options.Depth, options.Similarity) = (test.Lambda, test.Depth, Similarity))
                .Build();

            int[] actual = Indices(reranker.RerankAsync("q", Numbered(test.Scores.Length)).Result);

            if (!actual.SequenceEqual(NaiveMmr(test)))
            {
                throw new InvalidOperationException($"{string.Join(' ', actual)} instead of {string.Join(' ', NaiveMmr(test))}: {test}");
            }
        }).QuickCheckThrowOnFailure();

    // Carbonell and Goldstein's formula, with the whole maximum computed at every step.
    private static List<int> NaiveMmr(Case test)
    {
        int[] ranked = [.. Enumerable.Range(0, test.Scores.Length).OrderByDescending(i => test.Scores[i])];
        double min = test.Scores.Min();
        double range = Math.Max(test.Scores.Max() - min, 1e-9);
        List<int> pool = [.. ranked.Take(test.Depth)];
        List<int> selected = [];
        while (pool.Count > 0)
        {
            int best = pool.MaxBy(i =>
                (test.Lambda * (test.Scores.Length == 1 ? 1 : (test.Scores[i] - min) / range))
                - ((1 - test.Lambda) * (selected.Count == 0 ? 0 : selected.Max(j => test.Similarities[i, j]))));
            pool.Remove(best);
            selected.Add(best);
        }

        return [.. selected, .. ranked.Skip(test.Depth)];
    }

    private static Gen<Case> Cases() =>
        from count in Gen.Choose(1, 9)
        from scores in Gen.ArrayOf(Gen.Choose(-6, 6), count)
        from depth in Gen.Choose(1, 10)
        from lambda in Gen.Choose(0, 4)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new Case([.. scores.Select(score => score / 2.0)], depth, lambda / 4.0, RandomSimilarities(count, seed));

    private static double[,] RandomSimilarities(int count, int seed)
    {
        var random = new Random(seed);
        double[,] similarities = new double[count, count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                similarities[i, j] = similarities[j, i] = random.Next(-4, 5) / 4.0;
            }
        }

        return similarities;
    }

    // A reranker that keeps the candidates' order: scores 0, -1, -2, ...
    private static RerankerBuilder ByPosition() => new StubReranker(text => -Array.IndexOf(NearDuplicates, text)).AsBuilder();

    private static RerankerBuilder ByPosition(int count) => new StubReranker(text => count - int.Parse(text, CultureInfo.InvariantCulture)).AsBuilder();

    private static RerankCandidate[] Candidates(string[] texts) => [.. texts.Select(text => new RerankCandidate(text))];

    private static RerankCandidate[] Numbered(int count) => [.. Enumerable.Range(0, count).Select(i => new RerankCandidate($"{i}") { Item = i })];

    private static int[] Indices(RerankResponse response) => [.. response.Results.Select(result => result.Index)];

    private sealed record Case(double[] Scores, int Depth, double Lambda, double[,] Similarities)
    {
        public override string ToString() => $"scores {string.Join(' ', Scores)} depth {Depth} lambda {Lambda}";
    }
}

public class DiversityConformance : RerankerConformanceTests
{
    protected override bool ScoresDependOnTheList => true;

    protected override bool TopNMayChangeTheOrder => false;

    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseDiversity().Build();
}

public class DiversityWithGroupsConformance : RerankerConformanceTests
{
    protected override bool ScoresDependOnTheList => true;

    protected override bool TopNMayChangeTheOrder => false;

    protected override IReranker CreateReranker() =>
        new StubReranker()
            .AsBuilder()
            .UseDiversity(options => (options.Depth, options.MaxPerGroup, options.Group) = (8, 6, candidate => candidate.Text.Length > 30 ? "long" : "short"))
            .UseCandidateCap(10)
            .Build();
}
