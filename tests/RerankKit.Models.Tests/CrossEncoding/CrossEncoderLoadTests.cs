using System.Text.Json.Nodes;
using RerankKit.TestModels;

namespace RerankKit.Models.Tests.CrossEncoding;

/// <summary>What would be a wrong ranking is found at load.</summary>
public class CrossEncoderLoadTests
{
    private static readonly TestModelOptions Bert = TestModelPresets.Tiny(TestArchitecture.Bert);

    [Test]
    public void AGraphWithoutItsHeadIsRefused()
    {
        // As an export that lost its head still says of itself.
        using var model = new TestModelFolder(Bert with { Head = TestHead.HiddenStates, Config = config => config["architectures"] = new JsonArray("BertForSequenceClassification") });
        Assert.That(() => CrossEncoderReranker.Load(model.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("head"));
    }

    [Test]
    public void AClassifierOfThreeLabelsIsRefusedUnlessOneIsNamed()
    {
        using var model = new TestModelFolder(Bert with { Labels = 3 });
        Assert.That(() => CrossEncoderReranker.Load(model.FullName), Throws.TypeOf<NotSupportedException>().With.Message.Contains("3 labels"));
        Assert.That(
            () => CrossEncoderReranker.Load(model.FullName, new() { Label = "nothing" }), Throws.ArgumentException.With.Message.Contains("nothing"));
    }

    [Test]
    public void LabelsThatTheGraphDoesNotHaveAreRefused()
    {
        using var model = new TestModelFolder(Bert with { Config = config => config["id2label"] = new JsonObject { ["0"] = "no", ["1"] = "yes" } });
        Assert.That(() => CrossEncoderReranker.Load(model.FullName), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void AnEmbeddingModelIsRefused()
    {
        using var model = new TestModelFolder(Bert with { Config = config => config["architectures"] = new JsonArray("BertModel") });
        Assert.That(() => CrossEncoderReranker.Load(model.FullName), Throws.TypeOf<NotSupportedException>().With.Message.Contains("BertModel"));
    }

    [Test]
    public void ADecoderIsSentToItsOwnReranker()
    {
        using var model = new TestModelFolder(TestModelPresets.Tiny(TestArchitecture.Qwen3) with { Head = TestHead.Vocabulary });
        Assert.That(() => CrossEncoderReranker.Load(model.FullName), Throws.TypeOf<NotSupportedException>().With.Message.Contains(nameof(DecoderReranker)));
    }

    [Test]
    public void ATokenizerWithMoreIdsThanTheConfigurationHasRowsIsRefused()
    {
        using var model = new TestModelFolder(Bert with { Config = config => config["vocab_size"] = 500 });
        Assert.That(() => CrossEncoderReranker.Load(model.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("500"));
    }

    [Test]
    public void ATokenizerWithMoreIdsThanTheGraphHasRowsIsRefused()
    {
        using var small = new TestModelFolder(Bert with { Vocabulary = 700 });
        using var large = new TestModelFolder(Bert);
        foreach (string file in Directory.GetFiles(large.FullName, "tokenizer*"))
        {
            File.Copy(file, small.File(Path.GetFileName(file)), overwrite: true);
        }

        File.Copy(large.File("config.json"), small.File("config.json"), overwrite: true);
        Assert.That(() => CrossEncoderReranker.Load(small.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("largest id"));
    }

    [Test]
    public void MissingFilesAreNamed()
    {
        using var model = new TestModelFolder(Bert);
        Assert.That(() => CrossEncoderReranker.Load(model.File("nowhere")), Throws.TypeOf<DirectoryNotFoundException>().With.Message.Contains("nowhere"));
        File.Delete(model.File("config.json"));
        Assert.That(() => CrossEncoderReranker.Load(model.FullName), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("config.json"));
        File.Delete(model.File("model.onnx"));
        Assert.That(() => CrossEncoderReranker.Load(model.FullName), Throws.TypeOf<ModelStoreException>().With.Message.Contains("ONNX"));
    }

    [Test]
    public void AFileThatIsNoModelIsRefused()
    {
        using var model = new TestModelFolder(Bert);
        File.WriteAllText(model.File("model.onnx"), "<!DOCTYPE html>");
        Assert.That(() => CrossEncoderReranker.Load(model.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("ONNX model"));
    }

    [Test]
    public void AnActivationThatNobodyKnowsIsRefused()
    {
        using var model = new TestModelFolder(Bert with { Activation = "my.module.Softmax" });
        Assert.That(() => CrossEncoderReranker.Load(model.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("my.module.Softmax"));
    }

    [TestCase("torch.nn.modules.linear.Identity", RerankScoreKind.Logit)]
    [TestCase("torch.nn.modules.activation.Sigmoid", RerankScoreKind.Probability)]
    [TestCase("torch.nn.modules.activation.Tanh", RerankScoreKind.Similarity)]
    [TestCase(null, RerankScoreKind.Probability)]
    public void TheActivationIsTheOneTheModelDeclares(string? declared, RerankScoreKind kind)
    {
        using var model = new TestModelFolder(Bert with { Activation = declared });
        using var reranker = CrossEncoderReranker.Load(model.FullName);
        Assert.That(reranker.GetService<RerankerMetadata>()!.ScoreKind, Is.EqualTo(kind));
    }

    [Test]
    public void ALengthBeyondTheModelsIsRefused()
    {
        Assert.That(
            () => CrossEncoderReranker.Load(SharedModels.Of(Bert).FullName, new() { MaxLength = 4096 }),
            Throws.ArgumentException.With.Message.Contains("4096"));
    }

    [Test]
    public void OptionsRefuseWhatIsOutOfRange()
    {
        var options = new CrossEncoderOptions();
        Assert.That(() => options.MaxLength = 7, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.Concurrency = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.TokenBudget = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.Session.Count = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.Session.SinglePairThreads = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.QueryShare = 1, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.Truncation = (PairTruncation)7, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.Session = null!, Throws.ArgumentNullException);
    }

    [Test]
    public async Task SeveralSessionsAndManyWorkersGiveTheSameScores()
    {
        RerankCandidate[] candidates = RandomTexts.Candidates(40, maxWords: 20);
        using var one = CrossEncoderReranker.Load(SharedModels.Of(Bert).FullName, new() { Concurrency = 1, Session = { SinglePairThreads = 1 } });
        using var many = CrossEncoderReranker.Load(SharedModels.Of(Bert).FullName, new() { Concurrency = 4, Session = { Count = 2, SinglePairThreads = 2 } });
        await many.WarmUpAsync();

        RerankResponse expected = await one.RerankAsync(RandomTexts.Query, candidates);
        RerankResponse actual = await many.RerankAsync(RandomTexts.Query, candidates);

        Assert.That(actual.Results.OrderBy(result => result.Index).Select(result => result.Score),
            Is.EqualTo(expected.Results.OrderBy(result => result.Index).Select(result => result.Score)).Within(1e-5));
    }

    [Test]
    public async Task ACallThatIsCancelledEndsAndTheNextOneIsAnswered()
    {
        using var reranker = CrossEncoderReranker.Load(SharedModels.Of(Bert).FullName, new() { Concurrency = 1 });
        using var cancellation = new CancellationTokenSource();
        Task<RerankResponse> call = reranker.RerankAsync(RandomTexts.Query, RandomTexts.Candidates(3_000, maxWords: 30), cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        RerankResponse response = await reranker.RerankAsync(RandomTexts.Query, RandomTexts.Candidates(3, maxWords: 5));
        Assert.That(response.Results, Has.Count.EqualTo(3));
    }

    [TestCase(120)]
    [TestCase(10_675_199)]
    public async Task ATimeBudgetLongerThanAnyTimerIsNoLimit(int days)
    {
        using var reranker = CrossEncoderReranker.Load(SharedModels.Of(Bert).FullName);
        RerankResponse response = await reranker.RerankAsync(RandomTexts.Query, RandomTexts.Candidates(5, maxWords: 5), new() { TimeBudget = TimeSpan.FromDays(days) });
        Assert.That(response.Results.Select(result => result.IsScored), Is.All.True);
    }

    [Test]
    public async Task ATimeBudgetThatIsSpentLeavesTheRestInFirstStageOrder()
    {
        using var reranker = CrossEncoderReranker.Load(SharedModels.Of(Bert).FullName, new() { Concurrency = 1 });
        RerankCandidate[] candidates = RandomTexts.Candidates(20_000, maxWords: 12);
        RerankResponse response = await reranker.RerankAsync(RandomTexts.Query, candidates, new() { TimeBudget = TimeSpan.FromMilliseconds(1) });
        RerankResult[] rest = [.. response.Results.SkipWhile(result => result.IsScored)];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Results, Has.Count.EqualTo(candidates.Length));
            Assert.That(rest, Is.Not.Empty);
            Assert.That(rest.Select(result => result.Placement), Is.All.EqualTo(RerankPlacement.OverBudget));
            Assert.That(rest.Select(result => result.Index), Is.Ordered.Ascending);
            Assert.That(response.Stages[0].Reason, Does.Contain("no time"));
        }
    }
}
