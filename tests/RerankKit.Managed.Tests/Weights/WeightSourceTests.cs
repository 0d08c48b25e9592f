using System.Text.Json.Nodes;
using RerankKit.TestModels;
using Tokens = RerankKit.Managed.Tests.EngineRuns.Tokens;

namespace RerankKit.Managed.Tests.Weights;

/// <summary>The same weights give the same numbers to the bit, whichever files they are in.</summary>
[TestFixture]
internal sealed class WeightSourceTests
{
    private static readonly Tokens[] Sequences = [new([2, 15, 700, 32, 9, 3]), new([2, 5, 6, 3])];
    private string _folder = "";

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("rerankkit-weights-").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [TestCase(TestArchitecture.Bert)]
    [TestCase(TestArchitecture.Roberta)]
    [TestCase(TestArchitecture.XlmRoberta)]
    [TestCase(TestArchitecture.ModernBert)]
    [TestCase(TestArchitecture.DebertaV2)]
    public void SafetensorsGiveTheNumbersOfTheGraph(TestArchitecture architecture)
    {
        float[][] expected = Logits(architecture, () => { });
        Assert.That(Logits(architecture, () => SafetensorsFolder.Write(_folder)), Is.EqualTo(expected));
        Assert.That(Logits(architecture, () => SafetensorsFolder.Write(_folder, files: 3)), Is.EqualTo(expected), "in three files with an index");
    }

    [TestCase("F16")]
    [TestCase("BF16")]
    public void NarrowNumbersAreWidened(string type)
    {
        float[][] narrow = Logits(TestArchitecture.Bert, () => SafetensorsFolder.Write(_folder, type));
        float[][] whole = Logits(TestArchitecture.Bert, () => { });
        Assert.That(narrow, Is.Not.EqualTo(whole), "they lost digits");
        for (int i = 0; i < whole.Length; i++)
        {
            Assert.That(narrow[i], Is.EqualTo(whole[i]).Within(type == "F16" ? 0.02 : 0.2));
        }
    }

    [Test]
    public void APieceOfAWeightIsThatOfTheWhole([Values] TestQuantization form, [Values("word_embeddings", "intermediate.dense")] string name)
    {
        TestModel.Write(_folder, TestModelPresets.Tiny(TestArchitecture.Bert) with { Quantization = form });
        using ITensorSource source = OnnxSource.Open(Path.Combine(_folder, "model.onnx"));
        string weight = name == "word_embeddings" ? "bert.embeddings.word_embeddings.weight" : "bert.encoder.layer.0.intermediate.dense.weight";
        long[] shape = source.ShapeOf(weight)!;
        int width = (int)shape[source.IsTransposed(weight) ? 0 : 1];
        float[] whole = new float[shape[0] * shape[1]];
        source.ReadStored(weight, 0, whole, shape);
        float[] pieces = new float[whole.Length];
        for (int first = 0; first < whole.Length; first += width)
        {
            source.ReadStored(weight, first, pieces.AsSpan(first, width), shape);
        }

        Assert.That(pieces, Is.EqualTo(whole));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void AFileThatIsCutOffWhileItIsReadIsRefused()
    {
        TestModel.Write(_folder, TestModelPresets.Tiny(TestArchitecture.Bert));
        SafetensorsFolder.Write(_folder);
        using ITensorSource source = SafetensorsSource.Open(_folder);
        const string Weight = "bert.embeddings.word_embeddings.weight";
        long[] shape = source.ShapeOf(Weight)!;
        using (FileStream file = new(Path.Combine(_folder, "model.safetensors"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(3000);
        }

        Assert.That(() => source.Read(Weight, new float[shape[0] * shape[1]], shape), Throws.TypeOf<InvalidDataException>().With.Message.Contains(Weight));
    }

    [Test]
    public void OlderNamesOfNormsAreRead()
    {
        float[][] expected = Logits(TestArchitecture.Bert, () => { });
        float[][] old = Logits(TestArchitecture.Bert, () => SafetensorsFolder.Write(_folder, rename: name => name.Replace("LayerNorm.weight", "LayerNorm.gamma").Replace("LayerNorm.bias", "LayerNorm.beta")));
        Assert.That(old, Is.EqualTo(expected));
    }

    [TestCase(10_000, "full_attention", true)]
    [TestCase(9_000, "full_attention", false)]
    [TestCase(10_000, "sliding_attention", false)]
    public void NewerConfigurationsOfModernBertSayTheSameInOtherWords(int localBase, string lastLayer, bool isSame)
    {
        float[][] older = Logits(TestArchitecture.ModernBert, () => { });
        float[][] newer = Logits(TestArchitecture.ModernBert, () =>
        {
            string path = Path.Combine(_folder, "config.json");
            JsonObject config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            config["rope_parameters"] = new JsonObject
            {
                ["full_attention"] = new JsonObject { ["rope_type"] = "default", ["rope_theta"] = 160_000 },
                ["sliding_attention"] = new JsonObject { ["rope_type"] = "default", ["rope_theta"] = localBase },
            };
            config["layer_types"] = new JsonArray("full_attention", "sliding_attention", "sliding_attention", lastLayer);
            File.WriteAllText(path, config.ToJsonString());
        });
        Assert.That(newer.SelectMany(logits => logits).SequenceEqual(older.SelectMany(logits => logits)), Is.EqualTo(isSame));
    }

    [Test]
    public void TheFileThatIsNamedIsTakenThoughThereAreSafetensors()
    {
        TestModel.Write(_folder, TestModelPresets.Tiny(TestArchitecture.Bert));
        SafetensorsFolder.Write(_folder);
        TestModel.Write(_folder, TestModelPresets.Tiny(TestArchitecture.Bert) with { Seed = 2 });
        using var byDefault = CrossEncoderReranker.Load(_folder, new() { Engine = ModelEngine.Managed });
        using var named = CrossEncoderReranker.Load(_folder, new() { Engine = ModelEngine.Managed, Source = new() { OnnxFile = "model.onnx" } });
        Assert.That(named.Score(), Is.Not.EqualTo(byDefault.Score()).Within(1e-3));
        File.Delete(Path.Combine(_folder, "model.safetensors"));
        using var alone = CrossEncoderReranker.Load(_folder, new() { Engine = ModelEngine.Managed });
        Assert.That(named.Score(), Is.EqualTo(alone.Score()));
    }

    private float[][] Logits(TestArchitecture architecture, Action change)
    {
        TestModel.Write(_folder, TestModelPresets.Tiny(architecture));
        change();
        using var engine = new EngineRuns(_folder, EncoderKernels.Preferred);
        float[][] logits = engine.Run(1, isLogits: true, Sequences);
        Directory.Delete(_folder, recursive: true);
        Directory.CreateDirectory(_folder);
        return logits;
    }
}
