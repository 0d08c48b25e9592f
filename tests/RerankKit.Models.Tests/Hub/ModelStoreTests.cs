using System.Text;

namespace RerankKit.Models.Tests;

/// <summary>Downloads that go well, and what they leave in the cache.</summary>
public sealed class ModelStoreTests : ModelStoreFixture
{
    [Test]
    public async Task AModelIsDownloadedIntoTheLayoutOfHuggingFace()
    {
        HubModel model = Hub.Add(HubModel.Small());
        StoredModel stored = await Store().ResolveAsync(model.Id);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stored.Directory, Is.EqualTo(Snapshot(model)));
            Assert.That(stored.Revision, Is.EqualTo(model.Main));
            Assert.That(File.ReadAllBytes(stored.OnnxPath), Is.EqualTo(model["onnx/model.onnx"].Content));
            Assert.That(File.ReadAllText(Path.Combine(Cache, "models--test--small", "refs", "main")), Is.EqualTo(model.Main));
            Assert.That(File.ReadAllBytes(Blob(model, model["onnx/model.onnx"].Sha256)), Is.EqualTo(model["onnx/model.onnx"].Content));
            Assert.That(File.Exists(Blob(model, model["config.json"].GitSha1)));
            Assert.That(new FileInfo(stored.OnnxPath).LinkTarget, Is.EqualTo(Path.Combine("..", "..", "..", "blobs", model["onnx/model.onnx"].Sha256)));
        }
    }

    [Test]
    public async Task OnlyTheFilesThatTheModelNeedsAreDownloaded()
    {
        HubModel model = Hub.Add(HubModel.Small());
        StoredModel stored = await Store().ResolveAsync(model.Id);
        string[] expected = ["config.json", "onnx/model.onnx", "tokenizer.json", "tokenizer_config.json"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stored.Files.Select(file => file.Path), Is.EquivalentTo(expected));
            Assert.That(HubCache.ListFiles(stored.Directory), Is.EquivalentTo(expected));
            Assert.That(stored.Files.Single(file => file.Path == "onnx/model.onnx"), Is.EqualTo(new ModelFile("onnx/model.onnx", model["onnx/model.onnx"].Content.Length, model["onnx/model.onnx"].Sha256)));
        }
    }

    [Test]
    public async Task ExternalWeightsAndModulesAreDownloadedTooWhateverTheirNames()
    {
        var model = new HubModel("test/parts");
        model.Commit(
            "main",
            HubModel.Text("config.json", "{}"),
            HubModel.Text("vocab.txt", "[UNK]"),
            HubModel.Text("modules.json", """[{"idx":0,"name":"0","path":"","type":"sentence_transformers.models.Transformer"},{"idx":1,"name":"1","path":"1_Dense","type":"pylate.models.Dense.Dense"}]"""),
            HubModel.Text("1_Dense/config.json", "{}"),
            HubModel.Large("1_Dense/model.safetensors", [1]),
            HubModel.Large("1_Dense/pytorch_model.bin", [1]),
            HubModel.Large("onnx/model.onnx", HubModel.GraphWithWeightsIn("model.onnx_data", "rest/of it.bin")),
            HubModel.Large("onnx/model.onnx_data", [1, 2]),
            HubModel.Large("onnx/rest/of it.bin", [3]),
            HubModel.Large("onnx/model_fp16.onnx_data", [4]));
        Hub.Add(model);
        StoredModel stored = await Store().ResolveAsync(model.Id);
        Assert.That(
            HubCache.ListFiles(stored.Directory),
            Is.EquivalentTo(["config.json", "vocab.txt", "modules.json", "1_Dense/config.json", "1_Dense/model.safetensors", "onnx/model.onnx", "onnx/model.onnx_data", "onnx/rest/of it.bin"]));
    }

    [Test]
    public async Task TheSecondCallMakesNoRequest()
    {
        HubModel model = Hub.Add(HubModel.Small());
        StoredModel first = await Store().ResolveAsync(model.Id);
        Hub.Requests.Clear();
        StoredModel second = await Store().ResolveAsync(model.Id);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Hub.Requests, Is.Empty);
            Assert.That(second.Files, Is.EqualTo(first.Files));
            Assert.That(second with { Files = first.Files }, Is.EqualTo(first));
        }
    }

    [Test]
    public async Task AnUpdateIsSeenOnlyWhenAskedForAndSharedFilesAreNotDownloadedAgain()
    {
        HubModel model = Hub.Add(HubModel.Small());
        string old = (await Store().ResolveAsync(model.Id)).Revision!;
        model.Commit("main", HubModel.Files(weights: 500, seed: 7));
        Assert.That((await Store().ResolveAsync(model.Id)).Revision, Is.EqualTo(old));
        Hub.Requests.Clear();
        StoredModel updated = await Store().ResolveAsync(model.Id, new() { CheckForUpdates = true });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(updated.Revision, Is.EqualTo(model.Main).And.Not.EqualTo(old));
            Assert.That(Hub.Requests.Select(request => request.Path), Is.EqualTo([$"/api/models/test/small/revision/main?blobs=true", $"/test/small/resolve/{model.Main}/onnx/model.onnx"]));
            Assert.That((await Store().ResolveAsync(model.Id, new() { Revision = old })).Revision, Is.EqualTo(old));
        }
    }

    [Test]
    public async Task ACheckForUpdatesOfACurrentModelIsOneRequest()
    {
        HubModel model = Hub.Add(HubModel.Small());
        await Store().ResolveAsync(model.Id);
        Hub.Requests.Clear();
        await Store().ResolveAsync(model.Id, new() { CheckForUpdates = true });
        Assert.That(Hub.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task APinnedCommitIsNeverAskedForAgain()
    {
        HubModel model = Hub.Add(HubModel.Small());
        string pinned = model.Main;
        model.Commit("main", HubModel.Files(seed: 7));
        StoredModel stored = await Store().ResolveAsync(model.Id, new() { Revision = pinned });
        Assert.That(stored.Revision, Is.EqualTo(pinned));
        Hub.Requests.Clear();
        await Store().ResolveAsync(model.Id, new() { Revision = pinned, CheckForUpdates = true });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Hub.Requests, Is.Empty);
            Assert.That(Directory.Exists(Path.Combine(Cache, "models--test--small", "refs")), Is.False, "A commit needs no reference.");
        }
    }

    [Test]
    public async Task BranchesWithSlashesAreFound()
    {
        HubModel model = Hub.Add(HubModel.Small());
        string commit = model.Commit("refs/pr/1", HubModel.Files(seed: 9));
        Assert.That((await Store().ResolveAsync(model.Id, new() { Revision = "refs/pr/1" })).Revision, Is.EqualTo(commit));
        Assert.That((await Store(o => o.IsOffline = true).ResolveAsync(model.Id, new() { Revision = "refs/pr/1" })).Revision, Is.EqualTo(commit));
    }

    [TestCase(ModelPrecision.Auto, true, "onnx/model.onnx")]
    [TestCase(ModelPrecision.Float16, true, "onnx/model_O4.onnx")]
    [TestCase(ModelPrecision.Int8, true, "onnx/model_qint8_avx512_vnni.onnx")]
    [TestCase(ModelPrecision.Int8, false, "onnx/model_quint8_avx2.onnx")]
    public async Task ThePrecisionDecidesWhichGraphIsDownloaded(ModelPrecision precision, bool hasVnni, string expected)
    {
        HubModel model = Hub.Add(HubModel.Small());
        StoredModel stored = await Store(hasVnni: hasVnni).ResolveAsync(model.Id, new() { Precision = precision });
        Assert.That(stored.OnnxFile, Is.EqualTo(expected));
        Assert.That(HubCache.ListFiles(stored.Directory).Where(OnnxVariant.IsOnnx), Is.EqualTo([expected]));
    }

    [Test]
    public async Task AnotherPrecisionOfACachedModelBringsOnlyItsGraph()
    {
        HubModel model = Hub.Add(HubModel.Small());
        await Store().ResolveAsync(model.Id);
        Hub.Requests.Clear();
        await Store().ResolveAsync(model.Id, new() { Precision = ModelPrecision.Int8 });
        Assert.That(Hub.Requests.Where(request => request.Path.Contains("resolve")), Has.Exactly(1).Items);
    }

    [Test]
    public async Task AFolderIsUsedAsItIs()
    {
        string folder = this["mine"];
        foreach (HubModelFile file in HubModel.Files())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file.Path))!);
            await File.WriteAllBytesAsync(Path.Combine(folder, file.Path), file.Content);
        }

        StoredModel stored = await Store(o => o.IsOffline = true).ResolveAsync(folder, new() { Precision = ModelPrecision.Int8 });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stored.Directory, Is.EqualTo(folder));
            Assert.That(stored.OnnxFile, Is.EqualTo("onnx/model_qint8_avx512_vnni.onnx"));
            Assert.That(stored.Id, Is.Null);
            Assert.That(Hub.Requests, Is.Empty);
        }
    }

    [Test]
    public async Task AFolderWithoutItsExternalWeightsIsRefused()
    {
        string folder = Directory.CreateDirectory(this["mine"]).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "model.onnx"), HubModel.GraphWithWeightsIn("model.onnx.data"));
        InvalidDataException exception = Assert.ThrowsAsync<InvalidDataException>(() => Store().ResolveAsync(folder))!;
        Assert.That(exception.Message, Does.Contain("'model.onnx.data'"));
    }

    [Test]
    public async Task WithoutLinksTheFilesThemselvesAreInTheSnapshot()
    {
        HubModel model = Hub.Add(HubModel.Small());
        StoredModel stored = await Store(o => o.UseSymbolicLinks = false).ResolveAsync(model.Id);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(new FileInfo(stored.OnnxPath).LinkTarget, Is.Null);
            Assert.That(File.ReadAllBytes(stored.OnnxPath), Is.EqualTo(model["onnx/model.onnx"].Content));
            Assert.That(Directory.EnumerateFiles(Path.Combine(Cache, "models--test--small", "blobs")), Is.Empty);
        }

        Hub.Requests.Clear();
        await Store(o => o.UseSymbolicLinks = false).ResolveAsync(model.Id);
        Assert.That(Hub.Requests, Is.Empty);
    }

    [Test]
    public async Task ACacheThatAnotherToolFilledIsUsed()
    {
        HubModel model = Hub.Add(HubModel.Small());
        await Store().ResolveAsync(model.Id);
        Directory.Delete(Path.Combine(Cache, "models--test--small", ".rerankkit"), recursive: true);
        Assert.That((await Store(o => o.IsOffline = true).ResolveAsync(model.Id)).Revision, Is.EqualTo(model.Main));
        Hub.Requests.Clear();
        await Store().ResolveAsync(model.Id);
        Assert.That(Hub.Requests, Has.Count.EqualTo(1), "Only the listing: what the other tool left out cannot be known without it.");
    }

    [Test]
    public async Task WhatAnotherToolLeftOutIsDownloaded()
    {
        HubModel model = Hub.Add(HubModel.Small());
        await Store().ResolveAsync(model.Id);
        Directory.Delete(Path.Combine(Cache, "models--test--small", ".rerankkit"), recursive: true);
        Refused(() => Store(o => o.IsOffline = true).ResolveAsync(model.Id, new() { Precision = ModelPrecision.Int8 }), ModelStoreError.Offline);
        Assert.That((await Store().ResolveAsync(model.Id, new() { Precision = ModelPrecision.Int8 })).Precision, Is.EqualTo(ModelPrecision.Int8));
    }

    [Test]
    public async Task ACacheThatAnotherToolFilledServesWhenTheHubIsDown()
    {
        HubModel model = Hub.Add(HubModel.Small());
        await Store().ResolveAsync(model.Id);
        Directory.Delete(Path.Combine(Cache, "models--test--small", ".rerankkit"), recursive: true);
        Hub.Intercept(_ => HubAnswer.Error(503));
        Assert.That((await Store().ResolveAsync(model.Id)).Revision, Is.EqualTo(model.Main));
    }

    [Test]
    public async Task AMirrorThatListsNamesOnlyIsAskedForItsTree()
    {
        HubModel model = Hub.Add(HubModel.Small());
        model.DoesInfoHaveChecksums = false;
        StoredModel stored = await Store().ResolveAsync(model.Id);
        Assert.That(stored.Files.Single(file => file.Path == "onnx/model.onnx").Sha256, Is.EqualTo(model["onnx/model.onnx"].Sha256));
        Assert.That(Hub.Requests.Select(request => request.Method), Has.None.EqualTo("HEAD"));
    }

    [Test]
    public async Task AMirrorWithoutChecksumsIsAskedForTheHeadersOfEachFile()
    {
        HubModel model = Hub.Add(HubModel.Small());
        model.DoesInfoHaveChecksums = false;
        using var cdn = new HubDouble();
        cdn.Add(model);
        Hub.Cdn = cdn.Address;
        Hub.Intercept(request => request.Path.Contains("/tree/") ? HubAnswer.Error(404) : null);
        StoredModel stored = await Store().ResolveAsync(model.Id);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stored.Files.Single(file => file.Path == "onnx/model.onnx").Sha256, Is.EqualTo(model["onnx/model.onnx"].Sha256));
            Assert.That(Hub.Requests.Count(request => request.Method == "HEAD"), Is.EqualTo(4));
            Assert.That(cdn.Requests.Select(request => request.Method), Is.EqualTo(["GET"]));
        }
    }

    [Test]
    public async Task TheTreeIsReadPageByPage()
    {
        HubModel model = Hub.Add(HubModel.Small());
        model.DoesInfoHaveChecksums = false;
        Hub.Intercept(request => request.Path.EndsWith("/tree/" + model.Main + "?recursive=true", StringComparison.Ordinal)
            ? new(200, Encoding.UTF8.GetBytes("""[{"type":"directory","path":"onnx","oid":"0"}]""")) { Headers = { ["Link"] = $"<{Hub.Address}api/models/test/small/tree/{model.Main}?recursive=true&cursor=2>; rel=\"next\"" } }
            : null);
        Assert.That((await Store().ResolveAsync(model.Id)).Files, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task ProgressEndsWithEveryByteAndNeverGoesBack()
    {
        HubModel model = Hub.Add(HubModel.Small(weights: 1_000_000));
        var reports = new Reports();
        StoredModel stored = await Store().ResolveAsync(model.Id, progress: reports);
        ModelDownloadProgress[] all = [.. reports.All];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(all.Select(report => report.ReceivedBytes), Is.Ordered);
            Assert.That(all[^1].ReceivedBytes, Is.EqualTo(stored.Files.Sum(file => file.Size)));
            Assert.That(all[^1].TotalBytes, Is.EqualTo(all[^1].ReceivedBytes));
            Assert.That(all.Where(report => report.IsFileComplete).Select(report => report.File), Is.EquivalentTo(stored.Files.Select(file => file.Path)));
        }
    }

    [Test]
    public async Task AShortNameOfTheCatalogueIsItsId()
    {
        HubModel model = Hub.Add(HubModel.Small("cross-encoder/ms-marco-MiniLM-L6-v2"));
        StoredModel stored = await Store().ResolveAsync("minilm-l6");
        Assert.That(stored.Id, Is.EqualTo(model.Id));
        Assert.That(stored.Known, Is.SameAs(ModelCatalog.Default));
    }

    [Test]
    public async Task CachedModelsAreListed()
    {
        Hub.Add(HubModel.Small());
        Hub.Add(HubModel.Small("other"));
        ModelStore store = Store();
        Assert.That(store.ListCached(), Is.Empty);
        await store.ResolveAsync("test/small");
        await store.ResolveAsync("other");
        Assert.That(store.ListCached(), Is.EqualTo(["other", "test/small"]));
    }
}
