using RerankKit.TestModels;

namespace RerankKit.Onnx.Tests.FirstToken;

/// <summary>Graphs of every family, rewritten for the first token, against themselves as they were exported.</summary>
[TestFixture]
public sealed class FirstTokenRewritingTests
{
    private static readonly TestCaseData[] Classifiers =
    [
        .. Cases(TestArchitecture.Bert, 42),
        .. Cases(TestArchitecture.Roberta, 42),
        .. Cases(TestArchitecture.XlmRoberta, 42),
        .. Cases(TestArchitecture.DebertaV2, 54),
        .. Cases(TestArchitecture.ModernBert, 29),
    ];

    private static readonly TestCaseData[] Others =
    [
        new TestCaseData(TestModelPresets.Tiny(TestArchitecture.Bert) with { Head = TestHead.HiddenStates }, "no operator takes the first token").SetArgDisplayNames("hidden states"),
        new TestCaseData(TestModelPresets.Tiny(TestArchitecture.ModernBert) with { MeanPooling = true }, "no operator takes the first token").SetArgDisplayNames("mean"),
        new TestCaseData(TestModelPresets.Tiny(TestArchitecture.Qwen3), "no operator takes the first token").SetArgDisplayNames("decoder"),
        new TestCaseData(TestModelPresets.Tiny(TestArchitecture.Bert) with { Quantization = TestQuantization.SignedPerTensor }, "it is quantised as it runs, by a scale that all tokens share").SetArgDisplayNames("8 bits"),
    ];

    [TestCaseSource(nameof(Classifiers))]
    public void LogitsAreThoseOfTheWholeGraph(TestModelOptions options, int operators)
    {
        using var folder = new TestModelFolder(options);
        string path = folder.File(options.OnnxFolder ? "onnx" : "", options.FileName);

        FirstTokenGraph graph = FirstTokenRewriting.Rewrite(path);

        FirstTokenCheck.LogitsAreEqual(folder, path, graph, options.Architecture == TestArchitecture.DebertaV2 ? 1e-5 : 4e-6);
        Assert.That(graph.Operators, Is.EqualTo(operators));
    }

    [TestCaseSource(nameof(Others))]
    public void AGraphOfWhichNothingCanBeLeftOutIsRunAsItIs(TestModelOptions options, string reason)
    {
        using var folder = new TestModelFolder(options);

        FirstTokenGraph graph = FirstTokenRewriting.Rewrite(folder.File(options.FileName));

        Assert.That((graph.Model, graph.Operators, graph.Refusal), Is.EqualTo(((byte[]?)null, 0, reason)));
    }

    [Test]
    public void WeightsStayWhereTheyAreAlsoBehindTheLinksOfTheHubsCache()
    {
        TestModelOptions options = TestModelPresets.Tiny(TestArchitecture.Bert) with { ExternalData = true };
        using var folder = new TestModelFolder(options);
        DirectoryInfo blobs = Directory.CreateDirectory(folder.File("blobs"));
        foreach (string name in (string[])["model.onnx", "model.onnx_data"])
        {
            string blob = Path.Combine(blobs.FullName, $"digest-of-{name}");
            File.Move(folder.File(name), blob);
            File.CreateSymbolicLink(folder.File(name), blob);
        }

        FirstTokenGraph graph = FirstTokenRewriting.Rewrite(folder.File("model.onnx"));

        Assert.That(graph.Refusal, Is.Null);
        Assert.That(graph.Folder, Is.EqualTo(blobs.FullName));
        Assert.That(graph.Model!, Has.Length.LessThan(new FileInfo(Path.Combine(blobs.FullName, "digest-of-model.onnx_data")).Length / 4));
        using var run = new TestModelRun(folder, folder.File("model.onnx"), graph);
        int[] ids = [101, 500, 600, 102];
        Assert.That(run.Logits([ids])[0][0], Is.EqualTo(folder.Reference.Logits(ids, TestModelRun.Types(ids))[0]).Within(1e-5));
    }

    [Test]
    public void DamagedFilesAreLeftToTheRuntime()
    {
        using var folder = new TestModelFolder(TestModelPresets.Tiny(TestArchitecture.DebertaV2) with { ExternalData = true });
        byte[] file = File.ReadAllBytes(folder.File("model.onnx"));
        string path = folder.File("damaged.onnx");
        var random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 600; i++)
        {
            byte[] damaged = [.. file];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, i % 3 == 0 ? damaged[..random.Next(damaged.Length)] : damaged);
            refused += FirstTokenRewriting.Rewrite(path).Refusal is null ? 0 : 1;
        }

        Assert.That(refused, Is.GreaterThan(200));
    }

    [Test]
    public void ARewrittenGraphThatTheRuntimeRefusesIsRunAsItIs()
    {
        using var folder = new TestModelFolder(TestModelPresets.Tiny(TestArchitecture.Bert));
        int[] ids = [101, 500, 600, 102];
        foreach (byte[] model in (byte[][])[[], [1, 2, 3], FirstTokenRewriting.Rewrite(folder.File("model.onnx")).Model![..^40]])
        {
            using var run = new TestModelRun(folder, graph: new(model, folder.File(""), Operators: 1, Refusal: null));

            Assert.That(run.Logits([ids])[0][0], Is.EqualTo(folder.Reference.Logits(ids, TestModelRun.Types(ids))[0]).Within(1e-5));
        }
    }

    private static IEnumerable<TestCaseData> Cases(TestArchitecture architecture, int operators)
    {
        TestModelOptions tiny = TestModelPresets.Tiny(architecture);
        TestModelOptions[] options =
        [
            tiny,
            tiny with { Labels = 3, Seed = 5, Layers = 4, Hidden = 64, Heads = 8 },
            tiny with { Head = TestHead.ClassificationFlat, Int32Inputs = true },
            tiny with { Head = TestHead.ClassificationRank3, ExternalData = true, OnnxFolder = true },
            tiny with { OutputType = TestOutputType.Binary16 },
        ];
        return options.Select((option, i) => new TestCaseData(option, operators).SetArgDisplayNames($"{architecture}", $"{option.Head}", $"{i}"));
    }
}
