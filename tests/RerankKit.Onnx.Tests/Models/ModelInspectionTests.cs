using System.IO.Compression;
using System.Text;

namespace RerankKit.Onnx.Tests;

public sealed class ModelInspectionTests : ModelStoreFixture
{
    [Test]
    public async Task AModelOfTheHubIsInspectedWithoutItsWeights()
    {
        HubModel model = Hub.Add(HubModel.Small());
        ModelInspection inspection = await Store().InspectAsync(model.Id, new() { Precision = ModelPrecision.Int8 });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(inspection.Revision, Is.EqualTo(model.Main));
            Assert.That(inspection.Licence, Is.EqualTo("apache-2.0"));
            Assert.That(inspection.OnnxFile, Is.EqualTo("onnx/model_qint8_avx512_vnni.onnx"));
            Assert.That(inspection.Reason, Is.EqualTo("Int8 was asked for, and this processor has VNNI"));
            Assert.That(inspection.Files.Single(file => file.Path == "onnx/model.onnx"), Is.EqualTo(new InspectedFile("onnx/model.onnx", model["onnx/model.onnx"].Content.Length, ModelPrecision.Float32, IsHere: false)));
            Assert.That(inspection.Files.Where(file => file.IsHere).Select(file => file.Path), Is.EquivalentTo(["config.json", "tokenizer.json", "tokenizer_config.json"]));
            Assert.That((inspection.Architecture, inspection.Activation, inspection.MaxTokens, inspection.Tokenizer), Is.EqualTo(("BertForSequenceClassification", "Sigmoid", 512, "WordPiece")));
            Assert.That(inspection.Labels, Is.EqualTo(["LABEL_0"]));
        }
    }

    [Test]
    public async Task ACachedModelIsInspectedOffline()
    {
        HubModel model = Hub.Add(HubModel.Small());
        await Store().ResolveAsync(model.Id);
        Hub.Requests.Clear();
        ModelInspection inspection = await Store(o => o.IsOffline = true).InspectAsync(model.Id);
        Assert.That(inspection.Files, Has.Count.EqualTo(model.FileCount));
        Assert.That(Hub.Requests, Is.Empty);
        Refused(() => Store(o => o.IsOffline = true).InspectAsync("test/other"), ModelStoreError.Offline);
    }

    [Test]
    public async Task ANonCommercialModelMayBeLookedAt()
    {
        HubModel model = Hub.Add(HubModel.Small());
        model.Licence = "cc-by-nc-4.0";
        Assert.That((await Store().InspectAsync(model.Id)).IsNonCommercial);
    }

    [Test]
    public async Task AModelWithoutOnnxSaysSo()
    {
        ModelInspection inspection = await InspectAsync(("config.json", "{}"));
        Assert.That(inspection.OnnxFile, Is.Null);
        Assert.That(inspection.Reason, Does.Contain("has no ONNX file"));
    }

    [Test]
    public async Task TheNewestDeclarationOfTheActivationWins()
    {
        const string Old = """{"architectures":["BertForSequenceClassification"],"num_labels":1,"sbert_ce_default_activation_function":"torch.nn.modules.linear.Identity"}""";
        const string Newer = """{"architectures":["BertForSequenceClassification"],"num_labels":1,"sentence_transformers":{"activation_fn":"torch.nn.modules.activation.Tanh"},"sbert_ce_default_activation_function":"torch.nn.modules.linear.Identity"}""";
        const string Newest = """{"activation_fn":"torch.nn.modules.activation.Sigmoid"}""";
        ModelInspection old = await InspectAsync(("config.json", Old));
        ModelInspection newer = await InspectAsync(("config.json", Newer));
        ModelInspection newest = await InspectAsync(("config.json", Newer), ("config_sentence_transformers.json", Newest));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((old.Activation, old.ActivationSource), Is.EqualTo(("Identity", "config.json")));
            Assert.That((newer.Activation, newer.ActivationSource), Is.EqualTo(("Tanh", "config.json")));
            Assert.That((newest.Activation, newest.ActivationSource), Is.EqualTo(("Sigmoid", "config_sentence_transformers.json")));
        }
    }

    [Test]
    public async Task WithoutADeclarationTheNumberOfLabelsDecides()
    {
        ModelInspection two = await InspectAsync(("config.json", """{"architectures":["RobertaForSequenceClassification"]}"""));
        Assert.That((two.Labels.Count, two.Activation, two.ActivationSource), Is.EqualTo((2, "Identity", (string?)null)));
        ModelInspection decoder = await InspectAsync(("config.json", """{"architectures":["Qwen3ForCausalLM"]}"""));
        Assert.That((decoder.Labels.Count, decoder.Activation), Is.EqualTo((0, (string?)null)));
    }

    [Test]
    public async Task LabelsComeInTheOrderOfTheirIds()
    {
        ModelInspection inspection = await InspectAsync(("config.json", """{"architectures":["BertForSequenceClassification"],"id2label":{"10":"k","2":"c","0":"a"}}"""));
        Assert.That(inspection.Labels, Is.EqualTo(["a", "c", "k"]));
    }

    [Test]
    public async Task TheLengthIsTheSmallestOfAllThatAreNamed()
    {
        (string, string) roberta = ("config.json", """{"model_type":"xlm-roberta","max_position_embeddings":514,"pad_token_id":1}""");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await InspectAsync(roberta, ("tokenizer_config.json", """{"model_max_length":1000000000000000019884624838656}"""))).MaxTokens, Is.EqualTo(512));
            Assert.That((await InspectAsync(roberta, ("sentence_bert_config.json", """{"max_seq_length":256}"""))).MaxTokens, Is.EqualTo(256));
            Assert.That((await InspectAsync(("config.json", """{"model_type":"bert","max_position_embeddings":512}"""), ("tokenizer_config.json", """{"model_max_length":384}"""))).MaxTokens, Is.EqualTo(384));
            Assert.That((await InspectAsync(("config.json", "{}"))).MaxTokens, Is.Null);
        }
    }

    [Test]
    public async Task TheTokenizerIsReadFromWhateverThereIs()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await InspectAsync(("tokenizer.json", """{"added_tokens":[{"type":"no"}],"model":{"vocab":[["type",0.0]],"type":"Unigram"}}"""))).Tokenizer, Is.EqualTo("Unigram"));
            Assert.That((await InspectAsync(("vocab.txt", ""))).Tokenizer, Is.EqualTo("WordPiece"));
            Assert.That((await InspectAsync(("merges.txt", ""))).Tokenizer, Is.EqualTo("BPE"));
            Assert.That((await InspectAsync(("spm.model", ""))).Tokenizer, Is.EqualTo("SentencePiece"));
            Assert.That((await InspectAsync(("config.json", "{}"))).Tokenizer, Is.Null);
        }

        string folder = Directory.CreateDirectory(this["packed"]).FullName;
        await using (var packed = new GZipStream(File.Create(Path.Combine(folder, "tokenizer.json.gz")), CompressionLevel.Fastest))
        {
            await packed.WriteAsync("""{"model":{"type":"BPE"}}"""u8.ToArray());
        }

        Assert.That((await Store().InspectAsync(folder)).Tokenizer, Is.EqualTo("BPE"));
    }

    [Test]
    public void AConfigurationThatIsNotJsonIsNamed() =>
        Assert.That(() => InspectAsync(("config.json", "{")), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("config.json"));

    private Task<ModelInspection> InspectAsync(params (string Name, string Content)[] files)
    {
        string folder = Directory.CreateDirectory(this[Guid.NewGuid().ToString("N")]).FullName;
        foreach ((string name, string content) in files)
        {
            File.WriteAllText(Path.Combine(folder, name), content, new UTF8Encoding(false));
        }

        return Store(o => o.IsOffline = true).InspectAsync(folder);
    }
}
