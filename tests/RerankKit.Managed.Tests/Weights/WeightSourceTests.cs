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
