using System.IO.Compression;
using System.Text;

namespace RerankKit.Models.Tests;

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
            Assert.That((inspection.Architecture, inspection.Activation!.Value, inspection.MaxTokens, inspection.Tokenizer), Is.EqualTo(("BertForSequenceClassification", ScoreActivation.Sigmoid, 512, "WordPiece")));
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
        ModelInspection inspection = await InspectAsync(("README.md", ""));
        Assert.That(inspection.OnnxFile, Is.Null);
        Assert.That(inspection.Reason, Does.Contain("has no ONNX file"));
    }

    [Test]
    public async Task TheActivationIsDeclaredOrFollowsFromTheNumberOfLabels()
    {
        const string Declared = """{"model_type":"bert","architectures":["BertForSequenceClassification"],"num_labels":1,"sbert_ce_default_activation_function":"torch.nn.modules.linear.Identity"}""";
        ModelInspection declared = await InspectAsync(("config.json", Declared));
        ModelInspection two = await InspectAsync(("config.json", """{"model_type":"roberta","architectures":["RobertaForSequenceClassification"]}"""));
        ModelInspection decoder = await InspectAsync(("config.json", """{"model_type":"qwen3","architectures":["Qwen3ForCausalLM"]}"""));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((declared.Labels.Count, declared.Activation, declared.IsActivationDeclared), Is.EqualTo((1, (ScoreActivation?)ScoreActivation.Identity, true)));
            Assert.That((two.Labels.Count, two.Activation, two.IsActivationDeclared), Is.EqualTo((2, (ScoreActivation?)ScoreActivation.Identity, false)));
            Assert.That((decoder.Labels.Count, decoder.Activation, decoder.Architecture), Is.EqualTo((0, (ScoreActivation?)null, "Qwen3ForCausalLM")));
        }
    }

    [TestCase("RELEVANT", "IRRELEVANT", "RELEVANT")]
    [TestCase("LABEL_0", "LABEL_1", "LABEL_1")]
    [TestCase("toxic", "harmless", null)]
    public async Task TheLabelThatMeansRelevantIsNamed(string first, string second, string? relevant)
    {
        ModelInspection inspection = await InspectAsync(
            ("config.json", $$$"""{"model_type":"bert","architectures":["BertForSequenceClassification"],"id2label":{"0":"{{{first}}}","1":"{{{second}}}"}}"""));
        Assert.That(inspection.RelevantLabel, Is.EqualTo(relevant));
    }

    [TestCase("""{"query_prefix":""}""", QueryExpansion.Off, null, 256, 256)]
    [TestCase("""{"do_query_expansion":true,"document_length":100}""", QueryExpansion.Fixed, 32, 32, 100)]
    [TestCase("""{"query_expansion":{"strategy":"min","length":24}}""", QueryExpansion.Minimum, 24, 256, 256)]
    public async Task WhatALateInteractionModelIsTakenForIsSaid(string config, QueryExpansion expansion, int? filled, int query, int document)
    {
        ModelInspection inspection = await InspectAsync(
            ("config.json", """{"model_type":"bert","architectures":["BertModel"],"max_position_embeddings":512}"""),
            ("config_sentence_transformers.json", config),
            ("sentence_bert_config.json", """{"max_seq_length":256}"""),
            ("modules.json", """[{"idx":0,"name":"0","path":"","type":"a.Transformer"},{"idx":1,"name":"1","path":"1_MultiVectorMask","type":"a.MultiVectorMask"}]"""));
        Assert.That(inspection.LateInteraction, Is.EqualTo(new MultiVectorInspection
        {
            Style = "sentence-transformers",
            Expansion = expansion,
            ExpansionTokens = filled,
            QueryTokens = query,
            DocumentTokens = document,
        }));
    }

    [Test]
    public async Task OfALateInteractionModelOfTheHubTheModulesSettingsAreReadAndTheirWeightsAreNot()
    {
        HubModel model = Hub.Add(new HubModel("test/late"));
        model.Commit("main",
        [
            HubModel.Text("config.json", """{"model_type":"bert","architectures":["BertModel"],"max_position_embeddings":512}"""),
            HubModel.Text("config_sentence_transformers.json", """{"model_type":"ColBERT","do_query_expansion":false,"query_length":48}"""),
            HubModel.Text("modules.json", """[{"path":"","type":"a.Transformer"},{"path":"1_Dense","type":"a.Dense"}]"""),
            HubModel.Text("1_Dense/config.json", """{"in_features":384,"out_features":96}"""),
            HubModel.Large("1_Dense/model.safetensors", [9, 9, 9]),
            HubModel.Large("onnx/model.onnx", HubModel.Graph(1, 50)),
        ]);
        ModelInspection inspection = await Store().InspectAsync(model.Id);
        Assert.That(inspection.LateInteraction, Is.EqualTo(new MultiVectorInspection { Style = "PyLate", QueryTokens = 48, DocumentTokens = 180, Dimension = 96 }));
        Assert.That(inspection.Files.Where(file => file.IsHere).Select(file => file.Path), Has.None.EndsWith(".safetensors").And.None.EndsWith(".onnx"));
    }

    [Test]
    public async Task AModelOfAnotherKindIsNotTakenForLateInteraction()
    {
        ModelInspection classifier = await InspectAsync(("config.json", """{"model_type":"bert","architectures":["BertForSequenceClassification"]}"""));
        ModelInspection embedding = await InspectAsync(("config.json", """{"model_type":"bert","architectures":["BertModel"]}"""));
        Assert.That((classifier.LateInteraction, embedding.LateInteraction), Is.EqualTo(((MultiVectorInspection?)null, (MultiVectorInspection?)null)));
    }

    [Test]
    public async Task LateInteractionThatCannotBeLoadedSaysWhy()
    {
        ModelInspection pages = await InspectAsync(("config.json", """{"model_type":"colpali","architectures":["ColPaliForRetrieval"]}"""));
        Assert.That((pages.LateInteraction!.Style, pages.LateInteraction.QueryTokens), Is.EqualTo(((string?)null, (int?)null)));
        Assert.That(pages.LateInteraction.Refusal, Does.Contain("page images"));
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
            Assert.That((await InspectAsync(("README.md", ""))).Tokenizer, Is.Null);
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
