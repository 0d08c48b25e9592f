using RerankKit.TestModels;

namespace RerankKit.Onnx.Tests;

/// <summary>The double-precision references against ONNX Runtime on the generated graphs, one sequence at a time and in padded batches.</summary>
[TestFixture]
public sealed class RuntimeAgreementTests
{
    private static readonly int[] Lengths = [128, 1, 2, 7, 33, 64, 20, 3];

    private static readonly TestModelOptions[] Options =
    [
        .. Enum.GetValues<TestArchitecture>().SelectMany(architecture => Common(TestModelPresets.Tiny(architecture))),
        TestModelPresets.Tiny(TestArchitecture.ModernBert) with { MeanPooling = true },
        TestModelPresets.Tiny(TestArchitecture.Qwen3) with { Head = TestHead.Vocabulary },
        TestModelPresets.Tiny(TestArchitecture.Qwen3) with { Head = TestHead.VocabularyLast, KeyValueInputs = true },
        TestModelPresets.Tiny(TestArchitecture.Qwen3) with { Head = TestHead.YesNo, KeyValueInputs = true, PositionIds = false },
        TestModelPresets.Tiny(TestArchitecture.Qwen3) with { Head = TestHead.YesNoLast, PositionIds = false },
        TestModelPresets.Tiny(TestArchitecture.Qwen3) with { KeyValueHeads = 4 },
    ];

    private static readonly TestCaseData[] Variants =
        [.. Options.Select((options, i) => new TestCaseData(options).SetArgDisplayNames($"{options.Architecture}", $"{options.Head}", $"{i}"))];

    [TestCaseSource(nameof(Variants))]
    public void LogitsAreThoseOfTheReferenceAloneAndInABatch(TestModelOptions options)
    {
        using var folder = new TestModelFolder(options);
        using var run = new TestModelRun(folder);
        int[][] sequences = Sequences(options);

        double[][] batch = run.Logits(sequences);
        for (int i = 0; i < sequences.Length; i++)
        {
            double[] expected = folder.Reference.Logits(sequences[i], TestModelRun.Types(sequences[i]));
            AssertClose(batch[i], expected, 1e-5);
            AssertClose(run.Logits([sequences[i]])[0], expected, 1e-5);
        }
    }

    [Test]
    public void OutputsOf16BitsAreRoundedLogits(
        [Values] TestArchitecture architecture, [Values(TestOutputType.Binary16, TestOutputType.BFloat16)] TestOutputType type)
    {
        using var folder = new TestModelFolder(TestModelPresets.Tiny(architecture) with { OutputType = type });
        using var run = new TestModelRun(folder);
        int[][] sequences = Sequences(folder.Reference.Options);

        double[][] logits = run.Logits(sequences);

        double ulp = type == TestOutputType.Binary16 ? 1.0 / 1024 : 1.0 / 128;
        for (int i = 0; i < sequences.Length; i++)
        {
            AssertClose(logits[i], folder.Reference.Logits(sequences[i], TestModelRun.Types(sequences[i])), ulp);
        }
    }

    [Test]
    public void QuantizedModelsRankLikeTheReference(
        [Values] TestArchitecture architecture,
        [Values(TestQuantization.SignedPerTensor, TestQuantization.SignedPerChannel, TestQuantization.UnsignedPerTensor, TestQuantization.UnsignedPerChannel)]
        TestQuantization quantization)
    {
        TestModelOptions options = TestModelPresets.Tiny(architecture) with { Hidden = 64, Intermediate = 128, Quantization = quantization };
        using var folder = new TestModelFolder(options);
        using var run = new TestModelRun(folder);
        var random = new Random(3);
        int[][] sequences = [.. Enumerable.Range(0, 40).Select(_ => Sequence(random, random.Next(5, 40), options))];

        double[] expected = [.. sequences.Select(ids => folder.Reference.Logits(ids, TestModelRun.Types(ids))[0])];
        double[] actual = [.. sequences.Select(ids => run.Logits([ids])[0][0])];

        Assert.That(Spearman(expected, actual), Is.GreaterThan(0.95));
    }

    private static IEnumerable<TestModelOptions> Common(TestModelOptions tiny) =>
    [
        tiny,
        tiny with { Labels = 3, Seed = 5, Layers = 4, Hidden = 64, Heads = 8 },
        tiny with { Head = TestHead.ClassificationFlat, Int32Inputs = true },
        tiny with { Head = TestHead.ClassificationRank3, ExternalData = true, OnnxFolder = true },
        tiny with { Head = TestHead.HiddenStates },
    ];

    private static int[][] Sequences(TestModelOptions options)
    {
        var random = new Random(11);
        return [.. Lengths.Select(length => Sequence(random, length, options))];
    }

    private static int[] Sequence(Random random, int length, TestModelOptions options) =>
        [.. Enumerable.Range(0, length).Select(_ => random.Next(104, options.Vocabulary - 8))];

    private static void AssertClose(double[] actual, double[] expected, double tolerance)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(tolerance * Math.Max(1, Math.Abs(expected[i]))));
        }
    }

    private static double Spearman(double[] first, double[] second)
    {
        int n = first.Length;
        int[] a = Ranks(first);
        int[] b = Ranks(second);
        double squares = Enumerable.Range(0, n).Sum(i => Math.Pow(a[i] - b[i], 2));
        return 1 - (6 * squares / (n * (Math.Pow(n, 2) - 1)));
    }

    private static int[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i])];
        int[] ranks = new int[values.Length];
        for (int i = 0; i < order.Length; i++)
        {
            ranks[order[i]] = i;
        }

        return ranks;
    }
}
