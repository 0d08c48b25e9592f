using System.Text.Json.Nodes;
using RerankKit.TestModels;

namespace RerankKit.Models.Tests.CrossEncoding;

/// <summary>Of two labels their names say which one means relevant, never their order.</summary>
public class RelevantLabelTests
{
    private static readonly TestModelOptions TwoLabels = TestModelPresets.Tiny(TestArchitecture.Bert) with { Labels = 2 };

    [TestCase("RELEVANT", "IRRELEVANT")]
    [TestCase("relevant", "not_relevant")]
    [TestCase("Relevant", "Not relevant")]
    [TestCase("relevant", "non-relevant")]
    [TestCase("relevant", "NonRelevant")]
    [TestCase("entailment", "not_entailment")]
    [TestCase("yes", "no")]
    [TestCase("True", "False")]
    [TestCase("POSITIVE", "NEGATIVE")]
    [TestCase("match", "no_match")]
    [TestCase("1", "0")]
    [TestCase("LABEL_1", "LABEL_0")]
    public void AKnownPairDecidesInEitherOrder(string relevant, string other)
    {
        Assert.That(RelevantLabel.IndexOf([relevant, other]), Is.Zero);
        Assert.That(RelevantLabel.IndexOf([other, relevant]), Is.EqualTo(1));
    }

    [TestCase("toxic", "harmless")]
    [TestCase("A", "B")]
    [TestCase("relevant", "relevant")]
    [TestCase("LABEL_0", "LABEL_0")]
    [TestCase("LABEL_1", "LABEL_2")]
    [TestCase("yes", "false")]
    [TestCase("", "not_")]
    [TestCase("relevant", "LABEL_0")]
    public void OtherNamesDecideNothing(string first, string second)
    {
        Assert.That(RelevantLabel.IndexOf([first, second]), Is.Null);
        Assert.That(RelevantLabel.IndexOf([second, first]), Is.Null);
    }

    [Test]
    public void OneLabelIsTheScoreAndOfThreeOneIsNamed()
    {
        Assert.That(RelevantLabel.IndexOf(["irrelevant"]), Is.Zero);
        Assert.That(RelevantLabel.IndexOf(["yes", "no", "maybe"]), Is.Null);
    }

    [Test]
    public async Task LabelsInTheOtherOrderGiveTheOtherRanking()
    {
        using var usual = new TestModelFolder(TwoLabels with { Config = Named("IRRELEVANT", "RELEVANT") });
        using var turned = new TestModelFolder(TwoLabels with { Config = Named("RELEVANT", "IRRELEVANT") });
        using var first = CrossEncoderReranker.Load(usual.FullName);
        using var second = CrossEncoderReranker.Load(turned.FullName);
        Dictionary<int, double> scores = await ScoresAsync(first);
        foreach ((int index, double score) in await ScoresAsync(second))
        {
            Assert.That(score, Is.EqualTo(-scores[index]).Within(1e-6));
        }

        Assert.That(Revision(second), Is.Not.EqualTo(Revision(first)), "a cache must not serve one's scores for the other's");
    }

    [Test]
    public async Task NamesThatSayNothingAreRefusedUntilOneIsNamed()
    {
        using var model = new TestModelFolder(TwoLabels with { Config = Named("toxic", "harmless") });
        Assert.That(
            () => CrossEncoderReranker.Load(model.FullName),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("toxic, harmless").And.Message.Contains("relevant and irrelevant").And.Message.Contains("CrossEncoderOptions.Label"));
        Assert.That(
            () => CrossEncoderReranker.Load(model.FullName, new() { Label = "Toxic" }), Throws.ArgumentException.With.Message.Contains("toxic, harmless"));
        using var toxic = CrossEncoderReranker.Load(model.FullName, new() { Label = "toxic" });
        using var harmless = CrossEncoderReranker.Load(model.FullName, new() { Label = "harmless" });
        Dictionary<int, double> scores = await ScoresAsync(toxic);
        foreach ((int index, double score) in await ScoresAsync(harmless))
        {
            Assert.That(score, Is.EqualTo(-scores[index]).Within(1e-6));
        }
    }

    [Test]
    public async Task ANamedLabelOverrulesTheTable()
    {
        using var model = new TestModelFolder(TwoLabels with { Config = Named("yes", "no") });
        using var usual = CrossEncoderReranker.Load(model.FullName);
        using var turned = CrossEncoderReranker.Load(model.FullName, new() { Label = "no" });
        Dictionary<int, double> scores = await ScoresAsync(usual);
        foreach ((int index, double score) in await ScoresAsync(turned))
        {
            Assert.That(score, Is.EqualTo(-scores[index]).Within(1e-6));
        }
    }

    [Test]
    public async Task AServedModelsLabelsAreReadByTheirNamesToo()
    {
        using var folder = new TestModelFolder(TwoLabels with { Config = Named("entailment", "not_entailment") });
        using var served = new ServedTestModel(folder.FullName);
        using var server = new KServeServer(served.Answer);
        using var local = CrossEncoderReranker.Load(folder.FullName);
        using var remote = CrossEncoderReranker.LoadServed(folder.FullName, ServedTestModel.Options(server));
        Dictionary<int, double> expected = await ScoresAsync(local);
        foreach ((int index, double score) in await ScoresAsync(remote))
        {
            Assert.That(score, Is.EqualTo(expected[index]).Within(1e-5));
        }

        using var unclear = new TestModelFolder(TwoLabels with { Config = Named("toxic", "harmless") });
        Assert.That(() => CrossEncoderReranker.LoadServed(unclear.FullName, ServedTestModel.Options(server)), Throws.TypeOf<NotSupportedException>());
    }

    [Test]
    public async Task ADecoderWithAClassifiersTwoRowsReadsThemByTheirNames()
    {
        TestModelOptions decoder = TestModelPresets.Tiny(TestArchitecture.Qwen3) with { MaxPositions = 1024, Head = TestHead.Classification, Labels = 2 };
        using var usual = new TestModelFolder(decoder with { Config = Named("no", "yes") });
        using var turned = new TestModelFolder(decoder with { Config = Named("yes", "no") });
        using var unclear = new TestModelFolder(decoder with { Config = Named("toxic", "harmless") });
        using var first = DecoderReranker.Load(usual.FullName, new() { Activation = ScoreActivation.Identity });
        using var second = DecoderReranker.Load(turned.FullName, new() { Activation = ScoreActivation.Identity });
        Dictionary<int, double> scores = await ScoresAsync(first);
        foreach ((int index, double score) in await ScoresAsync(second))
        {
            Assert.That(score, Is.EqualTo(-scores[index]).Within(1e-6));
        }

        Assert.That(() => DecoderReranker.Load(unclear.FullName), Throws.TypeOf<NotSupportedException>().With.Message.Contains("toxic, harmless"));
    }

    private static async Task<Dictionary<int, double>> ScoresAsync(IReranker reranker) =>
        (await reranker.RerankAsync(RandomTexts.Query, RandomTexts.Candidates(6, maxWords: 10))).Results.ToDictionary(result => result.Index, result => result.Score);

    private static string? Revision(IReranker reranker) => reranker.GetService<RerankerMetadata>()!.Revision;

    private static Action<JsonObject> Named(string first, string second) => config => config["id2label"] = new JsonObject { ["0"] = first, ["1"] = second };
}
