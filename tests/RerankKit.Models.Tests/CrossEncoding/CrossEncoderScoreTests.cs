using RerankKit.TestModels;

namespace RerankKit.Models.Tests.CrossEncoding;

/// <summary>Scores against the double-precision references, through the whole engine.</summary>
public class CrossEncoderScoreTests
{
    private static readonly TestArchitecture[] Encoders =
        [TestArchitecture.Bert, TestArchitecture.Roberta, TestArchitecture.XlmRoberta, TestArchitecture.DebertaV2, TestArchitecture.ModernBert];

    [Test]
    public async Task ScoresAreThoseOfTheReference(
        [ValueSource(nameof(Encoders))] TestArchitecture architecture, [Values(1, 40, 100_000)] int tokenBudget, [Values(1, 3)] int concurrency)
    {
        TestModelFolder model = SharedModels.Of(architecture);
        using var reranker = CrossEncoderReranker.Load(model.FullName, new() { TokenBudget = tokenBudget, Concurrency = concurrency, Activation = ScoreActivation.Identity });
        RerankCandidate[] candidates = RandomTexts.Candidates(60, maxWords: 20);

        RerankResponse response = await reranker.RerankAsync(RandomTexts.Query, candidates);

        AssertReference(model, reranker, candidates, response);
    }

    [Test]
    public async Task AScoreDoesNotDependOnItsCompanyItsPlaceOrTheCaller([ValueSource(nameof(Encoders))] TestArchitecture architecture)
    {
        using var reranker = CrossEncoderReranker.Load(SharedModels.Of(architecture).FullName, new() { Concurrency = 2, Activation = ScoreActivation.Identity });
        RerankCandidate[] candidates = RandomTexts.Candidates(40, maxWords: 25);
        double[] together = ByIndex(await reranker.RerankAsync(RandomTexts.Query, candidates));
        int[] order = [.. Enumerable.Range(0, candidates.Length)];
        new Random(9).Shuffle(order);

        double[] shuffled = ByIndex(await reranker.RerankAsync(RandomTexts.Query, [.. order.Select(i => candidates[i])]));
        RerankResponse[] atOnce = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => reranker.RerankAsync(RandomTexts.Query, candidates)));

        for (int i = 0; i < order.Length; i++)
        {
            Assert.That(shuffled[i], Is.EqualTo(together[order[i]]).Within(1e-5));
            RerankResponse alone = await reranker.RerankAsync(RandomTexts.Query, [candidates[i]]);
            Assert.That(alone.Results[0].Score, Is.EqualTo(together[i]).Within(1e-5));
        }

        foreach (RerankResponse response in atOnce)
        {
            Assert.That(ByIndex(response), Is.EqualTo(together).Within(1e-5));
        }
    }

    [Test]
    public async Task QuantizedGraphsGiveAPairExactlyTheSameScoreInAnyCompany(
        [Values(TestQuantization.SignedPerTensor, TestQuantization.UnsignedPerChannel)] TestQuantization quantization)
    {
        TestModelOptions options = TestModelPresets.Tiny(TestArchitecture.Bert) with { Quantization = quantization };
        using var reranker = CrossEncoderReranker.Load(SharedModels.Of(options).FullName, new() { Activation = ScoreActivation.Identity });
        RerankCandidate[] candidates = RandomTexts.Candidates(30, maxWords: 25);
        double[] together = ByIndex(await reranker.RerankAsync(RandomTexts.Query, candidates));

        for (int i = 0; i < candidates.Length; i++)
        {
            RerankResponse alone = await reranker.RerankAsync(RandomTexts.Query, [candidates[i]]);
            Assert.That(alone.Results[0].Score, Is.EqualTo(together[i]));
        }
    }

    [Test]
    public async Task QuantizedGraphsMoveWithTheBatchWhenPairsAreNotIsolated()
    {
        TestModelOptions options = TestModelPresets.Tiny(TestArchitecture.Bert) with { Quantization = TestQuantization.SignedPerTensor };
        RerankCandidate[] candidates = RandomTexts.Candidates(30, maxWords: 25);
        using var isolated = CrossEncoderReranker.Load(SharedModels.Of(options).FullName, new() { Activation = ScoreActivation.Identity });
        using var batched = CrossEncoderReranker.Load(
            SharedModels.Of(options).FullName, new() { Activation = ScoreActivation.Identity, IsolatePairs = false, TokenBudget = 4096, Concurrency = 1 });

        double[] alone = ByIndex(await isolated.RerankAsync(RandomTexts.Query, candidates));
        double[] inBatches = ByIndex(await batched.RerankAsync(RandomTexts.Query, candidates));

        // The reason why isolation is the default: were this ever to fail, it would not be needed.
        Assert.That(alone.Zip(inBatches, (a, b) => Math.Abs(a - b)).Max(), Is.GreaterThan(1e-5));
    }

    [TestCase(TestHead.ClassificationFlat)]
    [TestCase(TestHead.ClassificationRank3)]
    public async Task OutputsOfOtherShapesAreReadToo(TestHead head)
    {
        TestModelFolder model = SharedModels.Of(TestModelPresets.Tiny(TestArchitecture.Bert) with { Head = head, Int32Inputs = true, ExternalData = true, OnnxFolder = true });
        using var reranker = CrossEncoderReranker.Load(model.FullName, new() { Activation = ScoreActivation.Identity });
        RerankCandidate[] candidates = RandomTexts.Candidates(10, maxWords: 15);
        AssertReference(model, reranker, candidates, await reranker.RerankAsync(RandomTexts.Query, candidates));
    }

    [TestCase(TestOutputType.Binary16, 1.0 / 1024)]
    [TestCase(TestOutputType.BFloat16, 1.0 / 128)]
    public async Task OutputsOf16BitsAreRead(TestOutputType type, double precision)
    {
        TestModelFolder model = SharedModels.Of(TestModelPresets.Tiny(TestArchitecture.Bert) with { OutputType = type });
        using var reranker = CrossEncoderReranker.Load(model.FullName, new() { Activation = ScoreActivation.Identity });
        RerankCandidate[] candidates = RandomTexts.Candidates(10, maxWords: 15);
        AssertReference(model, reranker, candidates, await reranker.RerankAsync(RandomTexts.Query, candidates), precision);
    }

    [Test]
    public async Task OfTwoLabelsTheScoreIsTheDifferenceOfTheLogits()
    {
        TestModelFolder model = SharedModels.Of(TestModelPresets.Tiny(TestArchitecture.Bert) with { Labels = 2 });
        using var reranker = CrossEncoderReranker.Load(model.FullName);
        RerankCandidate[] candidates = RandomTexts.Candidates(10, maxWords: 15);
        RerankResponse response = await reranker.RerankAsync(RandomTexts.Query, candidates);
        foreach (RerankResult result in response.Results)
        {
            double[] logits = Reference(model, reranker, candidates[result.Index].Text);
            Assert.That(result.Score, Is.EqualTo(logits[1] - logits[0]).Within(1e-4));
        }
    }

    [Test]
    public async Task ANamedLabelOfAClassifierIsScoredByItsLogOdds()
    {
        TestModelFolder model = SharedModels.Of(TestModelPresets.Tiny(TestArchitecture.Bert) with { Labels = 3 });
        ModelProfile profile = ModelProfileReader.Read(model.FullName);
        using var reranker = CrossEncoderReranker.Load(model.FullName, new() { Label = profile.Labels[2], Activation = ScoreActivation.Sigmoid });
        RerankCandidate[] candidates = RandomTexts.Candidates(10, maxWords: 15);
        RerankResponse response = await reranker.RerankAsync(RandomTexts.Query, candidates);
        foreach (RerankResult result in response.Results)
        {
            double[] exponentials = [.. Reference(model, reranker, candidates[result.Index].Text).Select(Math.Exp)];
            Assert.That(result.Score, Is.EqualTo(exponentials[2] / exponentials.Sum()).Within(1e-5), "sigmoid of the log-odds is the softmax");
        }
    }

    [Test]
    public async Task TheActivationIsAppliedAfterTheRankingAndTheLogitIsKept()
    {
        TestModelFolder model = SharedModels.Of(TestModelPresets.Tiny(TestArchitecture.Bert));
        using var reranker = CrossEncoderReranker.Load(model.FullName, new() { Activation = ScoreActivation.Sigmoid });
        RerankResponse response = await reranker.RerankAsync(RandomTexts.Query, RandomTexts.Candidates(20, maxWords: 15));

        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Probability));
        Assert.That(response.Results.Select(result => result.RawScore!.Value), Is.Ordered.Descending);
        Assert.That(response.Results.Select(result => result.Score), Is.EqualTo(response.Results.Select(result => 1 / (1 + Math.Exp(-result.RawScore!.Value)))));
    }

    [Test]
    public async Task TheResponseSaysModelTokensAndStage()
    {
        TestModelFolder model = SharedModels.Of(TestArchitecture.Bert);
        using var reranker = CrossEncoderReranker.Load(model.FullName, new() { ModelId = "tiny" });
        RerankCandidate[] candidates = RandomTexts.Candidates(5, maxWords: 15);
        RerankResponse response = await reranker.RerankAsync(RandomTexts.Query, candidates);
        int[] tokens = [.. candidates.Select(candidate => reranker.Tokenizer.Encode(RandomTexts.Query, candidate.Text).Ids.Count)];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.ModelId, Is.EqualTo("tiny"));
            Assert.That(response.Results.Select(result => result.TokenCount), Is.EqualTo(response.Results.Select(result => (int?)tokens[result.Index])));
            Assert.That(response.Usage!.InputTokenCount, Is.EqualTo(tokens.Sum()));
            Assert.That(response.Stages.Single().Name, Is.EqualTo("cross-encoder"));
            Assert.That(response.Stages.Single().Decision, Is.EqualTo("scored"));
        }
    }

    private static void AssertReference(
        TestModelFolder model, CrossEncoderReranker reranker, RerankCandidate[] candidates, RerankResponse response, double relative = 1e-5)
    {
        Assert.That(response.Results, Has.Count.EqualTo(candidates.Length));
        foreach (RerankResult result in response.Results)
        {
            double expected = Reference(model, reranker, candidates[result.Index].Text)[0];
            Assert.That(result.Score, Is.EqualTo(expected).Within(relative * Math.Max(1, 10 * Math.Abs(expected))), candidates[result.Index].Text);
        }
    }

    // The tokenizer has its own references; here the same ids go through two implementations of the model.
    private static double[] Reference(TestModelFolder model, CrossEncoderReranker reranker, string text)
    {
        TokenizedText pair = reranker.Tokenizer.Encode(RandomTexts.Query, text, new() { MaxLength = reranker.MaxLength, Truncation = TruncationStrategy.OnlySecond });
        return model.Reference.Logits([.. pair.Ids], [.. pair.TypeIds]);
    }

    private static double[] ByIndex(RerankResponse response) => [.. response.Results.OrderBy(result => result.Index).Select(result => result.Score)];
}
