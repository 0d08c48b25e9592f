using System.Text.Json.Nodes;
using RerankKit.TestModels;

namespace RerankKit.Managed.Tests.Weights;

/// <summary>Files that are cut off, changed or contradict each other end in an error that says so; never in another one, or in numbers from elsewhere.</summary>
[TestFixture]
internal sealed class DamagedWeightsTests
{
    private const int Attempts = 60;
    private static readonly TestArchitecture[] Families = [TestArchitecture.Bert, TestArchitecture.XlmRoberta, TestArchitecture.ModernBert, TestArchitecture.DebertaV2];
    private static readonly TestQuantization[] EightBits = [TestQuantization.SignedPerTensor, TestQuantization.UnsignedPerChannel, TestQuantization.SignedWeightsOnly];
    private static readonly TestModelOptions Model = new() { Vocabulary = 600, Hidden = 16, Heads = 2, Intermediate = 24, MaxPositions = 64 };
    private string _folder = "";

    [SetUp]
    public void Make()
    {
        _folder = Directory.CreateTempSubdirectory("rerankkit-damaged-").FullName;
        Write(TestArchitecture.Bert);
    }

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void AFileCutOffAnywhereIsRefused([ValueSource(nameof(Families))] TestArchitecture family, [Values] bool isSafetensors)
    {
        Write(family);
        RefuseCut(WeightFile(isSafetensors));
    }

    [TestCaseSource(nameof(EightBits))]
    public void AFileOf8BitsCutOffAnywhereIsRefused(TestQuantization quantization)
    {
        Write(TestArchitecture.Bert, quantization);
        RefuseCut(WeightFile(isSafetensors: false));
    }

    [Test]
    public void AFileWithChangedBytesLoadsOrIsRefused([ValueSource(nameof(Families))] TestArchitecture family, [Values] bool isSafetensors)
    {
        Write(family);
        LoadOrRefuseChanged(WeightFile(isSafetensors));
    }

    [TestCaseSource(nameof(EightBits))]
    public void AFileOf8BitsWithChangedBytesLoadsOrIsRefused(TestQuantization quantization)
    {
        Write(TestArchitecture.Bert, quantization);
        LoadOrRefuseChanged(WeightFile(isSafetensors: false));
    }

    [TestCase(TestArchitecture.Bert, "hidden_size", 1_000_000_000)]
    [TestCase(TestArchitecture.Bert, "hidden_size", 32)]
    [TestCase(TestArchitecture.Bert, "intermediate_size", 2_000_000_000)]
    [TestCase(TestArchitecture.Bert, "max_position_embeddings", 1_000_000)]
    [TestCase(TestArchitecture.Bert, "num_hidden_layers", 3)]
    [TestCase(TestArchitecture.Bert, "type_vocab_size", 7)]
    [TestCase(TestArchitecture.Bert, "num_attention_heads", 5)]
    [TestCase(TestArchitecture.ModernBert, "hidden_size", 1_000_000_000)]
    [TestCase(TestArchitecture.ModernBert, "intermediate_size", 2_000_000_000)]
    [TestCase(TestArchitecture.ModernBert, "num_hidden_layers", 2_000_000_000)]
    [TestCase(TestArchitecture.ModernBert, "num_attention_heads", 5)]
    [TestCase(TestArchitecture.ModernBert, "local_attention", 1)]
    [TestCase(TestArchitecture.ModernBert, "global_attn_every_n_layers", 0)]
    [TestCase(TestArchitecture.DebertaV2, "hidden_size", 1_000_000_000)]
    [TestCase(TestArchitecture.DebertaV2, "num_hidden_layers", 2_000_000_000)]
    [TestCase(TestArchitecture.DebertaV2, "max_position_embeddings", 1_000_000)]
    [TestCase(TestArchitecture.DebertaV2, "position_buckets", 2_000_000_000)]
    [TestCase(TestArchitecture.DebertaV2, "position_buckets", 1)]
    [TestCase(TestArchitecture.DebertaV2, "position_buckets", 0)]
    [TestCase(TestArchitecture.DebertaV2, "max_relative_positions", 4)]
    public void AConfigurationOfAnotherModelIsRefusedBeforeMemoryIsTaken(TestArchitecture family, string key, int value)
    {
        Write(family);
        string path = Path.Combine(_folder, "config.json");
        JsonNode config = JsonNode.Parse(File.ReadAllText(path))!;
        JsonNode right = config[key]!.DeepClone();
        config[key] = value;
        File.WriteAllText(path, config.ToJsonString());
        Assert.That(Load, Throws.InstanceOf<InvalidDataException>().Or.InstanceOf<NotSupportedException>());
        config[key] = right;
        File.WriteAllText(path, config.ToJsonString());
        WeightFile(isSafetensors: true);
        config[key] = value;
        File.WriteAllText(path, config.ToJsonString());
        Assert.That(Load, Throws.InstanceOf<InvalidDataException>().Or.InstanceOf<NotSupportedException>(), "of safetensors");
    }

    [TestCase("""{"weight_map":{"bert.pooler.dense.weight":"../../etc/passwd"}}""", "beside it")]
    [TestCase("""{"weight_map":{"bert.pooler.dense.weight":7}}""", "beside it")]
    [TestCase("""{"weight_map":[]}""", "no weight_map")]
    [TestCase("""{"weight_map":{"bert.embeddings.word_embeddings.weight":"missing.safetensors"}}""", "missing.safetensors")]
    [TestCase("""{"weight_map":{"bert.embeddings.word_embeddings.weight":"other.safetensors"}}""", "encoder.layer.0")]
    public void AnIndexThatIsWrongIsRefused(string index, string named)
    {
        WeightFile(isSafetensors: true);
        File.Move(Path.Combine(_folder, "model.safetensors"), Path.Combine(_folder, "other.safetensors"));
        File.WriteAllText(Path.Combine(_folder, "model.safetensors.index.json"), index);
        Assert.That(Load, Throws.Exception.With.Message.Contains(named));
    }

    private void Write(TestArchitecture family, TestQuantization quantization = TestQuantization.None) => TestModel.Write(_folder, Model with { Architecture = family, Quantization = quantization });

    private void RefuseCut(string path)
    {
        byte[] whole = File.ReadAllBytes(path);
        var random = new Random(1);
        for (int i = 0; i < Attempts; i++)
        {
            File.WriteAllBytes(path, whole[..random.Next(i % 2 == 0 ? whole.Length : 3000)]);
            Assert.That(Load, Throws.TypeOf<InvalidDataException>().With.Message.Contains(Path.GetFileName(path)));
        }
    }

    private void LoadOrRefuseChanged(string path)
    {
        byte[] whole = File.ReadAllBytes(path);
        var random = new Random(2);
        int refused = 0;
        for (int i = 0; i < Attempts; i++)
        {
            byte[] changed = [.. whole];
            for (int change = 0; change < 8; change++)
            {
                changed[random.Next(change < 6 ? 3000 : whole.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, changed);
            try
            {
                Load();
            }
            catch (Exception exception) when (exception is InvalidDataException or NotSupportedException or FileNotFoundException)
            {
                refused++;
                Assert.That(exception.Message, Is.Not.Empty);
            }
        }

        Assert.That(refused, Is.GreaterThan(Attempts / 4));
    }

    private string WeightFile(bool isSafetensors)
    {
        if (isSafetensors)
        {
            SafetensorsFolder.Write(_folder);
        }

        return Path.Combine(_folder, isSafetensors ? "model.safetensors" : "model.onnx");
    }

    private void Load()
    {
        using var engine = new EngineRuns(_folder, EncoderKernels.Preferred);
    }
}
