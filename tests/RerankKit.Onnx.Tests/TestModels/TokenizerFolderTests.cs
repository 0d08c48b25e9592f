using System.Text.Json;
using RerankKit.TestModels;

namespace RerankKit.Onnx.Tests;

/// <summary>The files beside a generated graph.</summary>
[TestFixture]
public sealed class TokenizerFolderTests
{
    [Test]
    public void TheVocabularyHasOneTokenPerRow([Values] TestArchitecture architecture, [Values(600, 1000, 5000)] int size)
    {
        using var folder = new TestModelFolder(TestModelPresets.Tiny(architecture) with { Vocabulary = size });
        using JsonDocument tokenizer = Json(folder, "tokenizer.json");
        JsonElement vocabulary = tokenizer.RootElement.GetProperty("model").GetProperty("vocab");

        if (vocabulary.ValueKind == JsonValueKind.Array)
        {
            Assert.That(vocabulary.GetArrayLength(), Is.EqualTo(size));
            Assert.That(vocabulary.EnumerateArray().Select(piece => piece[0].GetString()), Is.Unique);
        }
        else
        {
            Assert.That(vocabulary.EnumerateObject().Select(token => token.Value.GetInt32()), Is.EqualTo(Enumerable.Range(0, size)));
        }
    }

    [TestCase(TestArchitecture.Bert, "[PAD] 0, [UNK] 100, [CLS] 101, [SEP] 102, [MASK] 103")]
    [TestCase(TestArchitecture.XlmRoberta, "<s> 0, <pad> 1, </s> 2, <unk> 3, <mask> 999")]
    [TestCase(TestArchitecture.DebertaV2, "[PAD] 0, [CLS] 1, [SEP] 2, [UNK] 3, [MASK] 999")]
    [TestCase(TestArchitecture.ModernBert, "[UNK] 995, [CLS] 996, [SEP] 997, [PAD] 998, [MASK] 999")]
    [TestCase(TestArchitecture.Qwen3, "<|endoftext|> 997, <|im_start|> 998, <|im_end|> 999")]
    public void SpecialTokensHaveTheIdsOfTheFamily(TestArchitecture architecture, string expected)
    {
        using var folder = new TestModelFolder(TestModelPresets.Tiny(architecture));
        using JsonDocument tokenizer = Json(folder, "tokenizer.json");

        IEnumerable<string> tokens = tokenizer.RootElement.GetProperty("added_tokens").EnumerateArray()
            .Select(token => $"{token.GetProperty("content").GetString()} {token.GetProperty("id").GetInt32()}");
        Assert.That(string.Join(", ", tokens), Is.EqualTo(expected));
    }

    [TestCase(TestArchitecture.Bert, "bert", "BertForSequenceClassification", 128)]
    [TestCase(TestArchitecture.Roberta, "roberta", "RobertaForSequenceClassification", 130)]
    [TestCase(TestArchitecture.XlmRoberta, "xlm-roberta", "XLMRobertaForSequenceClassification", 130)]
    [TestCase(TestArchitecture.DebertaV2, "deberta-v2", "DebertaV2ForSequenceClassification", 128)]
    [TestCase(TestArchitecture.ModernBert, "modernbert", "ModernBertForSequenceClassification", 128)]
    [TestCase(TestArchitecture.Qwen3, "qwen3", "Qwen3ForSequenceClassification", 128)]
    public void TheConfigurationNamesTheFamily(TestArchitecture architecture, string type, string name, int positions)
    {
        using var folder = new TestModelFolder(TestModelPresets.Tiny(architecture) with { Labels = 2, Activation = "torch.nn.modules.linear.Identity" });
        using JsonDocument config = Json(folder, "config.json");
        using JsonDocument tokenizerConfig = Json(folder, "tokenizer_config.json");
        JsonElement root = config.RootElement;

        Assert.That(root.GetProperty("model_type").GetString(), Is.EqualTo(type));
        Assert.That(root.GetProperty("architectures")[0].GetString(), Is.EqualTo(name));
        Assert.That(root.GetProperty("max_position_embeddings").GetInt32(), Is.EqualTo(positions));
        Assert.That(root.GetProperty("id2label").EnumerateObject().Select(label => label.Name), Is.EqualTo(new[] { "0", "1" }));
        Assert.That(root.GetProperty("sentence_transformers").GetProperty("activation_fn").GetString(), Is.EqualTo("torch.nn.modules.linear.Identity"));
        Assert.That(tokenizerConfig.RootElement.GetProperty("model_max_length").GetInt32(), Is.EqualTo(128));
    }

    [TestCase(TestHead.YesNo, "Qwen3ForCausalLM")]
    [TestCase(TestHead.HiddenStates, "Qwen3Model")]
    public void OnlyClassifiersHaveLabels(TestHead head, string architecture)
    {
        using var folder = new TestModelFolder(TestModelPresets.Tiny(TestArchitecture.Qwen3) with { Head = head });
        using JsonDocument config = Json(folder, "config.json");

        Assert.That(config.RootElement.GetProperty("architectures")[0].GetString(), Is.EqualTo(architecture));
        Assert.That(config.RootElement.TryGetProperty("id2label", out _), Is.False);
    }

    [Test]
    public void FilesCanBeChangedBeforeTheyAreWritten()
    {
        using var folder = new TestModelFolder(new TestModelOptions
        {
            Config = config => config["num_labels"] = 7,
            TokenizerConfig = config => config["model_max_length"] = 1e30,
        });
        using JsonDocument config = Json(folder, "config.json");
        using JsonDocument tokenizerConfig = Json(folder, "tokenizer_config.json");

        Assert.That(config.RootElement.GetProperty("num_labels").GetInt32(), Is.EqualTo(7));
        Assert.That(tokenizerConfig.RootElement.GetProperty("model_max_length").GetDouble(), Is.EqualTo(1e30));
    }

    [Test]
    public void GivenTokenizerFilesAreCopied()
    {
        using var source = new TestModelFolder(TestModelPresets.Tiny(TestArchitecture.XlmRoberta));
        File.Delete(source.File("special_tokens_map.json"));
        using var folder = new TestModelFolder(new TestModelOptions { TokenizerFiles = source.FullName });
        using var one = new TestModelFolder(new TestModelOptions { TokenizerFiles = source.File("tokenizer.json") });

        byte[] tokenizer = File.ReadAllBytes(source.File("tokenizer.json"));
        Assert.That(File.ReadAllBytes(folder.File("tokenizer.json")), Is.EqualTo(tokenizer));
        Assert.That(File.ReadAllBytes(folder.File("tokenizer_config.json")), Is.EqualTo(File.ReadAllBytes(source.File("tokenizer_config.json"))));
        Assert.That(File.Exists(folder.File("special_tokens_map.json")), Is.True, "what the source lacks is written");
        Assert.That(File.ReadAllBytes(one.File("tokenizer.json")), Is.EqualTo(tokenizer));
    }

    [Test]
    public void AnEarlierModelLeavesNothingInTheFolder()
    {
        using var folder = new TestModelFolder(TestModelPresets.Tiny(TestArchitecture.XlmRoberta) with { ExternalData = true });
        File.WriteAllText(folder.File("vocab.txt"), "old");

        TestModel.Write(folder.FullName, TestModelPresets.Tiny(TestArchitecture.Bert));

        IEnumerable<string?> names = Directory.EnumerateFiles(folder.FullName).Select(Path.GetFileName);
        Assert.That(names, Is.EquivalentTo(new[] { "model.onnx", "config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json" }));
        using JsonDocument tokenizerConfig = Json(folder, "tokenizer_config.json");
        Assert.That(tokenizerConfig.RootElement.GetProperty("tokenizer_class").GetString(), Is.EqualTo("BertTokenizer"));
    }

    [Test]
    public void AFolderWithoutTokenizerFilesIsRefused()
    {
        DirectoryInfo empty = Directory.CreateTempSubdirectory("rerankkit-empty-");
        try
        {
            Assert.That(
                () => new TestModelFolder(new TestModelOptions { TokenizerFiles = empty.FullName }),
                Throws.InstanceOf<FileNotFoundException>().With.Message.Contains(empty.FullName).And.Message.Contains("tokenizer.json"));
        }
        finally
        {
            empty.Delete();
        }
    }

    private static JsonDocument Json(TestModelFolder folder, string name) => JsonDocument.Parse(File.ReadAllBytes(folder.File(name)));
}
