namespace RerankKit.Models.Tests;

/// <summary>Models that the hub has without an ONNX file: their weights, where an engine runs them.</summary>
public sealed class ModelStoreWeightsTests : ModelStoreFixture
{
    private const string Index = """{"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}""";

    [Test]
    public async Task WeightsAreDownloadedAndFoundAgainWithoutARequest()
    {
        HubModel model = Add("bert", HubModel.Large("model.safetensors", [1, 2, 3]));
        StoredModel stored = await Store().ResolveAsync(model.Id);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((stored.OnnxFile, stored.Precision, stored.Reason), Is.EqualTo(("model.safetensors", ModelPrecision.Float32, "the model has no ONNX file")));
            Assert.That(stored.Files.Select(file => file.Path), Is.EquivalentTo(["config.json", "vocab.txt", "model.safetensors"]));
            Assert.That(HubCache.ListFiles(stored.Directory), Is.EquivalentTo(["config.json", "vocab.txt", "model.safetensors"]));
        }

        Hub.Requests.Clear();
        Assert.That((await Store().ResolveAsync(model.Id)).OnnxPath, Is.EqualTo(stored.OnnxPath));
        Assert.That(Hub.Requests, Is.Empty);
    }

    [Test]
    public async Task TheFilesThatAnIndexNamesComeWithIt()
    {
        HubModel model = Add(
            "xlm-roberta",
            HubModel.Text("model.safetensors.index.json", Index),
            HubModel.Large("model-00001-of-00002.safetensors", [1]),
            HubModel.Large("model-00002-of-00002.safetensors", [2]),
            HubModel.Large("other.safetensors", [3]));
        StoredModel stored = await Store().ResolveAsync(model.Id);
        Assert.That(stored.OnnxFile, Is.EqualTo("model.safetensors.index.json"));
        Assert.That(
            HubCache.ListFiles(stored.Directory),
            Is.EquivalentTo(["config.json", "vocab.txt", "model.safetensors.index.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]));
    }

    [Test]
    public void AnIndexThatNamesAFileThatIsNotThereIsRefused()
    {
        HubModel model = Add("bert", HubModel.Text("model.safetensors.index.json", Index), HubModel.Large("model-00001-of-00002.safetensors", [1]));
        Assert.That(async () => await Store().ResolveAsync(model.Id), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'model-00002-of-00002.safetensors'"));
    }

    [Test]
    public async Task WeightsThatNothingRunsAreNotDownloaded()
    {
        HubModel model = Add("qwen3", HubModel.Large("model.safetensors", [1, 2, 3]));
        ModelStoreException exception = Refused(() => Store().ResolveAsync(model.Id), ModelStoreError.FileNotFound);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(exception.Message, Does.Contain("'qwen3'").And.Contain("xlm-roberta").And.Contain("optimum-cli"));
            Assert.That(Hub.Requests.Select(request => request.Path), Has.None.EndsWith(".safetensors"));
            Assert.That((await Store().InspectAsync(model.Id)).Reason, Is.EqualTo(exception.Message));
            Assert.That((await Store().InspectAsync(model.Id)).OnnxFile, Is.Null);
        }
    }

    [Test]
    public async Task WhatAnotherToolHasDownloadedIsUsedOffline()
    {
        HubModel model = Add("bert", HubModel.Large("model.safetensors", [1, 2, 3]));
        string folder = Snapshot(model);
        Directory.CreateDirectory(folder);
        foreach (string path in (string[])["config.json", "vocab.txt", "model.safetensors"])
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, path), model[path].Content);
        }

        string refs = Path.Combine(Cache, "models--test--weights", "refs");
        Directory.CreateDirectory(refs);
        await File.WriteAllTextAsync(Path.Combine(refs, "main"), model.Main);
        Assert.That((await Store(o => o.IsOffline = true).ResolveAsync(model.Id)).OnnxFile, Is.EqualTo("model.safetensors"));
        Assert.That(Hub.Requests, Is.Empty);
        await Store().ResolveAsync(model.Id);
        Assert.That(Hub.Requests, Is.Not.Empty, "the hub may have an ONNX file");
    }

    private HubModel Add(string family, params ReadOnlySpan<HubModelFile> weights)
    {
        var model = new HubModel("test/weights");
        model.Commit("main", [HubModel.Text("config.json", $$"""{"model_type":"{{family}}"}"""), HubModel.Text("vocab.txt", "[UNK]"), HubModel.Large("pytorch_model.bin", [9]), .. weights]);
        return Hub.Add(model);
    }
}
