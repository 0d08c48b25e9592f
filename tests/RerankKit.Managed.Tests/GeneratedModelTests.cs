using RerankKit.TestModels;
using Tokens = RerankKit.Managed.Tests.EngineRuns.Tokens;

namespace RerankKit.Managed.Tests;

/// <summary>Generated models of every family against their references in double precision.</summary>
[TestFixture]
internal sealed class GeneratedModelTests
{
    private static readonly TestModelOptions[] Models =
    [
        new() { Architecture = TestArchitecture.Bert, Labels = 3, Layers = 3, Heads = 2 },
        new() { Architecture = TestArchitecture.Roberta, Labels = 1 },
        new() { Architecture = TestArchitecture.XlmRoberta, Labels = 2, Hidden = 48, Intermediate = 100 },
        new() { Architecture = TestArchitecture.Bert, Layers = 1, Hidden = 400, Heads = 10, Intermediate = 450, Seed = 7 },
        new() { Architecture = TestArchitecture.Bert, ExternalData = true, OnnxFolder = true, Hidden = 56, Heads = 4 },
        new() { Architecture = TestArchitecture.ModernBert, Layers = 4, Labels = 2 },
        new() { Architecture = TestArchitecture.ModernBert, Layers = 2, Hidden = 48, Heads = 2, Intermediate = 450, LocalAttention = 40, MeanPooling = true },
        new() { Architecture = TestArchitecture.DebertaV2, Layers = 3, Labels = 2 },
        new() { Architecture = TestArchitecture.DebertaV2, Hidden = 48, Heads = 2, Intermediate = 450, PositionBuckets = 32, OnnxFolder = true },
    ];

    private string _folder = "";

    private static IEnumerable<TestCaseData> Cases() =>
        from model in Models
        from kernel in Kernels.All
        select new TestCaseData(model, kernel).SetArgDisplayNames($"{model.Architecture} {model.Hidden}", kernel.Name);

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("rerankkit-managed-").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(nameof(Cases))]
    public void LogitsAreThoseOfTheReference(TestModelOptions options, EncoderKernel kernel)
    {
        IReferenceModel reference = TestModel.Write(_folder, options);
        using var engine = new EngineRuns(_folder, kernel);
        Tokens[] sequences = [.. new[] { 1, 2, 15, 16, 17, 33, 5, 60, 128 }.Select((length, i) => Random(options, length, i))];
        float[][] logits = engine.Run(1, isLogits: true, sequences);
        for (int i = 0; i < sequences.Length; i++)
        {
            AssertNear(logits[i], reference.Logits(sequences[i].Ids, sequences[i].Types));
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void HiddenStatesAreThoseOfTheReferenceThoughSomeTokensAreNotSeen(TestModelOptions options, EncoderKernel kernel)
    {
        options = options with { Head = TestHead.HiddenStates };
        IReferenceModel reference = TestModel.Write(_folder, options);
        using var engine = new EngineRuns(_folder, kernel);
        Tokens[] sequences =
        [
            .. new[] { 3, 16, 40 }.Select((length, i) => Random(options, length, i) with { Types = null, Attended = [.. Enumerable.Range(0, length).Select(token => token == 0 || (token + i) % 3 != 0)] }),
            Random(options, 20, 9) with { Types = null },
        ];
        float[][] states = engine.Run(1, isLogits: false, sequences);
        for (int i = 0; i < sequences.Length; i++)
        {
            AssertNear(states[i], reference.HiddenStates(sequences[i].Ids, sequences[i].Attended ?? [.. sequences[i].Ids.Select(_ => true)]));
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void AScoreIsTheSameToTheBitWhateverStandsBesideItAndOnHoweverManyThreads(TestModelOptions options, EncoderKernel kernel)
    {
        TestModel.Write(_folder, options);
        using var engine = new EngineRuns(_folder, kernel);
        Tokens[] sequences = [.. new[] { 40, 3, 17, 16, 100, 31 }.Select((length, i) => Random(options, length, i))];
        float[][] together = engine.Run(1, isLogits: true, sequences);
        float[][] reversed = engine.Run(1, isLogits: true, [.. sequences.Reverse()]);
        float[][] shared = engine.Run(3, isLogits: true, sequences);
        for (int i = 0; i < sequences.Length; i++)
        {
            Assert.That(engine.Run(1, isLogits: true, sequences[i])[0], Is.EqualTo(together[i]), "alone");
            Assert.That(engine.Run(2, isLogits: true, sequences[i])[0], Is.EqualTo(together[i]), "alone, on two threads");
            Assert.That(reversed[^(i + 1)], Is.EqualTo(together[i]), "in another order");
            Assert.That(shared[i], Is.EqualTo(together[i]), "on three threads");
        }
    }

    // Enough for eight threads to have panels of their own.
    [Test]
    public void ManyTokensAreTheSameToTheBitOnSeveralThreads([ValueSource(nameof(Models))] TestModelOptions options, [Values] bool isLogits, [Values(2, 3, 8)] int threads)
    {
        TestModel.Write(_folder, options);
        using var engine = new EngineRuns(_folder, EncoderKernels.Preferred);
        Tokens[] sequences = [.. new[] { 128, 90, 1, 100, 77, 60, 50, 33 }.Select((length, i) => Random(options, length, i) with
        {
            Attended = i % 2 == 0 ? null : [.. Enumerable.Range(0, length).Select(token => token == 0 || (token + i) % 3 != 0)],
        })];
        Assert.That(engine.Run(threads, isLogits, sequences), Is.EqualTo(engine.Run(1, isLogits, sequences)));
    }

    [TestCaseSource(nameof(Cases))]
    public void TheFirstTokenAloneGivesWhatTheWholeLastLayerGives(TestModelOptions options, EncoderKernel kernel)
    {
        TestModel.Write(_folder, options);
        using var engine = new EngineRuns(_folder, kernel);
        Tokens[] sequences = [.. Enumerable.Range(0, 19).Select(i => Random(options, 1 + (i * 5), i))];
        using ManagedRun first = engine.CreateRun(isLogits: true);
        using ManagedRun whole = engine.CreateRun(isLogits: true, firstTokenOnly: false);
        float[][] expected = engine.Run(whole, isLogits: true, sequences);
        Assert.That(engine.Run(first, isLogits: true, sequences), Is.EqualTo(expected).Within(1e-6f));
    }

    [Test]
    public void ManyRunsOneAfterTheOtherKeepNothingOfTheFormer()
    {
        TestModelOptions options = Models[0];
        TestModel.Write(_folder, options);
        using var engine = new EngineRuns(_folder, EncoderKernels.Preferred);
        using ManagedRun run = engine.CreateRun(isLogits: true, threads: 2);
        using ManagedRun fresh = engine.CreateRun(isLogits: true);
        var random = new Random(5);
        for (int i = 0; i < 60; i++)
        {
            Tokens[] sequences = [.. Enumerable.Range(0, random.Next(1, 9)).Select(j => Random(options, random.Next(1, 90), (i * 10) + j))];
            Assert.That(engine.Run(run, isLogits: true, sequences), Is.EqualTo(engine.Run(fresh, isLogits: true, sequences)));
        }
    }

    private static Tokens Random(TestModelOptions options, int length, int seed)
    {
        var random = new Random(seed + 1000);
        return new(
            [.. Enumerable.Range(0, length).Select(_ => random.Next(5, options.Vocabulary))],
            options.Architecture == TestArchitecture.Bert ? [.. Enumerable.Range(0, length).Select(i => i > length / 2 ? 1 : 0)] : [.. new int[length]]);
    }

    private static void AssertNear(float[] actual, double[] expected)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-5 * Math.Max(1, 10 * Math.Abs(expected[i]))), $"number {i}");
        }
    }
}
