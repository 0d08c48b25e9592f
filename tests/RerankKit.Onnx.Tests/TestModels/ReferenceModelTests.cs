using RerankKit.TestModels;

namespace RerankKit.Onnx.Tests;

/// <summary>The references against logits that ONNX Runtime 1.30 gave for the generated graphs, and against each other.</summary>
[TestFixture]
public sealed class ReferenceModelTests
{
    private static readonly int[] Long = [.. Enumerable.Range(0, 128).Select(i => 104 + (i * 37 % 800))];
    private static readonly int[][] Sequences = [[101, 300, 412, 555, 102, 777, 640, 881, 333, 102], [101, 720, 102, 415, 500, 361, 102], Long];

    [TestCase(TestArchitecture.Bert, -2.38711405, -1.62569356, -3.62460971)]
    [TestCase(TestArchitecture.Roberta, 1.45441699, 3.69253469, 3.18887854)]
    [TestCase(TestArchitecture.XlmRoberta, 1.45441699, 3.69253469, 3.18887854)]
    [TestCase(TestArchitecture.DebertaV2, 2.70395422, 2.30385971, 3.44710493)]
    [TestCase(TestArchitecture.ModernBert, 2.59944177, -0.954378307, 1.71362376)]
    [TestCase(TestArchitecture.Qwen3, -0.363905340, 4.23519087, -0.621473670)]
    public void LogitsAreThoseOfTheRuntime(TestArchitecture architecture, params double[] expected) =>
        AssertLogits(TestModelPresets.Tiny(architecture), expected);

    [Test]
    public void MeanPoolingGivesTheLogitsOfTheRuntime() =>
        AssertLogits(TestModelPresets.Tiny(TestArchitecture.ModernBert) with { MeanPooling = true }, [-2.25555134, -2.22561049, -0.0696079582]);

    [Test]
    public void TheYesNoHeadGivesTheLogitsOfTheRuntime() =>
        AssertLogits(TestModelPresets.Tiny(TestArchitecture.Qwen3) with { Head = TestHead.YesNo }, [-0.517349005, -1.19104505, -0.246430606]);

    [Test]
    public void TwoRowsOfTheVocabularyHeadAreNoAndYes()
    {
        TestModelOptions options = TestModelPresets.Tiny(TestArchitecture.Qwen3);
        double[] vocabulary = TestModel.Reference(options with { Head = TestHead.Vocabulary }).Logits(Sequences[0], []);
        double[] yesNo = TestModel.Reference(options with { Head = TestHead.YesNoLast }).Logits(Sequences[0], []);

        Assert.That(yesNo, Is.EqualTo(new[] { vocabulary[options.NoTokenId], vocabulary[options.YesTokenId] }).Within(1e-12));
    }

    [Test]
    public void LogitsSpreadOverMoreThanAUnit([Values] TestArchitecture architecture)
    {
        IReferenceModel model = TestModel.Reference(TestModelPresets.Tiny(architecture));
        double[] logits = [.. Enumerable.Range(1, 30).Select(i => model.Logits([101, .. Enumerable.Range(i, 20 + i).Select(j => 104 + (i * j * j % 800))], [])[0])];

        double mean = logits.Average();
        Assert.That(Math.Sqrt(logits.Average(logit => (logit - mean) * (logit - mean))), Is.GreaterThan(1));
    }

    [Test]
    public void EveryTokenCounts([Values] TestArchitecture architecture)
    {
        IReferenceModel model = TestModel.Reference(TestModelPresets.Tiny(architecture));
        int[] other = [.. Sequences[0]];
        other[6]++;

        Assert.That(model.Logits(other, [])[0], Is.Not.EqualTo(model.Logits(Sequences[0], [])[0]).Within(1e-3));
    }

    [Test]
    public void OnlyBertMindsTokenTypes([Values] TestArchitecture architecture)
    {
        IReferenceModel model = TestModel.Reference(TestModelPresets.Tiny(architecture));
        double plain = model.Logits(Sequences[0], [])[0];
        double typed = model.Logits(Sequences[0], [0, 0, 0, 0, 0, 1, 1, 1, 1, 1])[0];

        Assert.That(typed, architecture == TestArchitecture.Bert ? Is.Not.EqualTo(plain).Within(1e-3) : Is.EqualTo(plain));
    }

    [Test]
    public void SequencesThatTheModelHasNoRowForAreRefused()
    {
        IReferenceModel model = TestModel.Reference(new TestModelOptions { MaxPositions = 8 });

        Assert.That(() => model.Logits(new int[9], []), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("1 ... 8 tokens"));
        Assert.That(() => model.Logits([], []), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => model.Logits([1000], []), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("0 ... 999"));
        Assert.That(() => model.Logits([1, 2], [0]), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("0 or 2"));
    }

    [Test]
    public void ImpossibleSizesAreRefused()
    {
        TestModelOptions[] impossible =
        [
            new() { Layers = 0 }, new() { Hidden = 30 }, new() { Heads = 4, KeyValueHeads = 3 }, new() { Vocabulary = 599 },
            new() { Labels = 0 }, new() { Labels = 2, Head = TestHead.ClassificationFlat },
        ];

        foreach (TestModelOptions options in impossible)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => TestModel.Reference(options));
        }
    }

    private static void AssertLogits(TestModelOptions options, double[] expected)
    {
        IReferenceModel model = TestModel.Reference(options);
        for (int i = 0; i < Sequences.Length; i++)
        {
            int length = Sequences[i].Length;
            int[] types = [.. Enumerable.Range(0, length).Select(position => position * 2 < length ? 0 : 1)];
            Assert.That(model.Logits(Sequences[i], types)[^1], Is.EqualTo(expected[i]).Within(1e-5));
        }
    }
}
