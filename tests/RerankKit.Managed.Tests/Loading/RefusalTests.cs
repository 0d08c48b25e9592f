using System.Text.Json.Nodes;
using RerankKit.TestModels;

namespace RerankKit.Managed.Tests.Loading;

/// <summary>What the engine does not compute is refused by its name, with what to do.</summary>
[TestFixture]
internal sealed class RefusalTests
{
    private static readonly TestModelOptions Bert = TestModelPresets.Tiny(TestArchitecture.Bert);

    private static readonly TestCaseData[] Models =
    [
        new(Modern("norm_bias", true), "norm_bias"),
        new(Modern("classifier_bias", true), "classifier_bias"),
        new(Modern("hidden_activation", "silu"), "'silu'"),
        new(Modern("classifier_activation", "relu"), "classifier_activation"),
        new(Modern("classifier_pooling", "last"), "'last'"),
        new(Modern("rope_scaling", new JsonObject { ["factor"] = 2 }), "rope_scaling"),
        new(Modern("rope_parameters", new JsonObject { ["full_attention"] = new JsonObject { ["rope_type"] = "yarn" } }), "yarn"),
        new(Modern("rope_parameters", new JsonObject { ["rope_theta"] = 10_000 }), "rope_theta"),
        new(Modern("layer_types", new JsonArray("full_attention", "chunked_attention")), "'chunked_attention'"),
        new(Deberta("relative_attention", false), "relative_attention is False"),
        new(Deberta("relative_attention", null), "relative_attention is False where the file does not say"),
        new(Deberta("position_biased_input", true), "position_biased_input is True"),
        new(Deberta("position_biased_input", null), "position_biased_input is True where the file does not say"),
        new(Deberta("type_vocab_size", 2), "type_vocab_size is 2"),
        new(Deberta("conv_kernel_size", 3), "conv_kernel_size is 3"),
        new(Deberta("embedding_size", 16), "embedding_size is 16"),
        new(Deberta("pooler_hidden_size", 16), "pooler_hidden_size is 16"),
        new(Deberta("attention_head_size", 16), "attention_head_size is 16"),
        new(Deberta("max_position_embeddings", 5000), "max_position_embeddings are 5000"),
        new(Deberta("pos_att_type", new JsonArray("c2p", "p2p")), "'p2p'"),
        new(Deberta("norm_rel_ebd", "layer_norm|batch_norm"), "batch_norm"),
        new(Deberta("hidden_act", "silu"), "'silu'"),
        new(Deberta("pooler_hidden_act", "silu"), "pooler_hidden_act is 'silu'"),
        new(Config("model_type", "electra"), "'electra'"),
        new(Config("position_embedding_type", "relative_key"), "'relative_key'"),
        new(Config("hidden_act", "silu"), "'silu'"),
        new(Config("is_decoder", true), "decoder"),
        new(Bert with { Heads = 8 }, "4 channels"),
        new(Bert with { OutputType = TestOutputType.Binary16 }, "logits (Float16"),
    ];

    [TestCaseSource(nameof(Models))]
    public void AModelOfAnotherKindIsRefusedByName(TestModelOptions model, string named)
    {
        using var folder = new TestModelFolder(model);
        Assert.That(
            () => CrossEncoderReranker.Load(folder.FullName, new() { Engine = ModelEngine.Managed }),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains(named).And.Message.Contains("ONNX Runtime"));
    }

    [Test]
    public void ADecoderIsRefused()
    {
        using var folder = new TestModelFolder(TestModelPresets.Tiny(TestArchitecture.Qwen3) with { Head = TestHead.YesNoLast, MaxPositions = 1024 });
        Assert.That(
            () => DecoderReranker.Load(folder.FullName, new() { Engine = ModelEngine.Managed }),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("'qwen3'").And.Message.Contains("ONNX Runtime"));
    }

    [Test]
    public void IntegersInSafetensorsAreRefused()
    {
        using var folder = new TestModelFolder(Bert);
        SafetensorsFolderOfIntegers(folder.FullName);
        Assert.That(() => CrossEncoderReranker.Load(folder.FullName, new() { Engine = ModelEngine.Managed }), Throws.TypeOf<NotSupportedException>().With.Message.Contains("I32"));
    }

    [Test]
    public void ASequenceBeyondThePositionsCannotBeAskedFor()
    {
        using var folder = new TestModelFolder(Bert);
        Assert.That(() => CrossEncoderReranker.Load(folder.FullName, new() { Engine = ModelEngine.Managed, MaxLength = 129 }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("128"));
    }

    private static TestModelOptions Config(string key, JsonNode value) => Bert with { Config = config => config[key] = value.DeepClone() };

    private static TestModelOptions Deberta(string key, JsonNode? value) => TestModelPresets.Tiny(TestArchitecture.DebertaV2) with
    {
        Config = config =>
        {
            config.Remove(key);
            if (value is not null)
            {
                config[key] = value.DeepClone();
            }
        },
    };

    private static TestModelOptions Modern(string key, JsonNode value) => TestModelPresets.Tiny(TestArchitecture.ModernBert) with { Config = config => config[key] = value.DeepClone() };

    private static void SafetensorsFolderOfIntegers(string folder)
    {
        Weights.SafetensorsFolder.Write(folder);
        string path = Path.Combine(folder, "model.safetensors");
        byte[] file = File.ReadAllBytes(path);
        int length = BitConverter.ToInt32(file);
        string header = System.Text.Encoding.UTF8.GetString(file, 8, length).Replace("F32", "I32", StringComparison.Ordinal);
        System.Text.Encoding.UTF8.GetBytes(header).CopyTo(file, 8);
        File.WriteAllBytes(path, file);
    }
}
