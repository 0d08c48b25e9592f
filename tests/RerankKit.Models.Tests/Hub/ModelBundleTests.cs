using System.Formats.Tar;
using System.Text;
using System.Text.Json.Nodes;

namespace RerankKit.Models.Tests;

/// <summary>Models that travel as one file.</summary>
public sealed class ModelBundleTests : ModelStoreFixture
{
    private string Elsewhere => this["elsewhere"];

    [TestCase("model.tar")]
    [TestCase("model.tar.gz")]
    public async Task APackedModelIsTheSameWhereItIsUnpacked(string name)
    {
        HubModel model = Hub.Add(HubModel.Small(weights: 200_000));
        StoredModel packed = await Store().PackAsync(model.Id, this[name]);
        Hub.Requests.Clear();
        StoredModel unpacked = await OfflineStore().UnpackAsync(this[name]);
        StoredModel used = await OfflineStore().ResolveAsync(model.Id);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(unpacked.Directory, Does.StartWith(Elsewhere));
            Assert.That(unpacked.Files, Is.EqualTo(packed.Files));
            Assert.That(used.Directory, Is.EqualTo(unpacked.Directory));
            Assert.That(used.Revision, Is.EqualTo(model.Main));
            Assert.That(used.Licence, Is.EqualTo("apache-2.0"));
            Assert.That(Hub.Requests, Is.Empty);
            foreach (ModelFile file in packed.Files)
            {
                Assert.That(await File.ReadAllBytesAsync(Path.Combine(used.Directory, file.Path)), Is.EqualTo(model[file.Path].Content));
                Assert.That(new FileInfo(Path.Combine(used.Directory, file.Path)).LinkTarget, Does.EndWith(model[file.Path].BlobName));
            }
        }
    }

    [Test]
    public async Task AnUnpackedModelIsUsedOnlineWithoutARequest()
    {
        HubModel model = Hub.Add(HubModel.Small());
        await Store().PackAsync(model.Id, this["model.tar"]);
        Hub.Requests.Clear();
        ModelStore online = Store(o => o.CacheDirectory = Elsewhere);
        await online.UnpackAsync(this["model.tar"]);
        await online.ResolveAsync(model.Id);
        Assert.That(Hub.Requests, Is.Empty);
        Assert.That((await online.ResolveAsync(model.Id, new() { Precision = ModelPrecision.Int8 })).Precision, Is.EqualTo(ModelPrecision.Int8), "What the bundle lacks is downloaded.");
    }

    [Test]
    public async Task BundlesOfOneCommitAddUp()
    {
        HubModel model = Hub.Add(HubModel.Small());
        await Store().PackAsync(model.Id, this["a.tar"]);
        await Store().PackAsync(model.Id, this["b.tar"], new() { Precision = ModelPrecision.Int8 });
        await OfflineStore().UnpackAsync(this["a.tar"]);
        await OfflineStore().UnpackAsync(this["b.tar"]);
        Assert.That((await OfflineStore().ResolveAsync(model.Id)).Precision, Is.EqualTo(ModelPrecision.Float32));
        Assert.That((await OfflineStore().ResolveAsync(model.Id, new() { Precision = ModelPrecision.Int8 })).Precision, Is.EqualTo(ModelPrecision.Int8));
    }

    [Test]
    public async Task ABundleWithTheNextBestIsUsedWhereTheHubCannotBeAsked()
    {
        HubModel model = Hub.Add(HubModel.Small());
        await Store().PackAsync(model.Id, this["int8.tar"], new() { Precision = ModelPrecision.Int8 });
        await OfflineStore().UnpackAsync(this["int8.tar"]);
        StoredModel offline = await OfflineStore().ResolveAsync(model.Id);
        StoredModel online = await Store(o => o.CacheDirectory = Elsewhere).ResolveAsync(model.Id);
        Assert.That((offline.Precision, online.Precision), Is.EqualTo((ModelPrecision.Int8, ModelPrecision.Float32)));
    }

    [Test]
    public async Task ABundleUnpacksWithoutLinksEvenIfTwoFilesAreEqual()
    {
        var model = new HubModel("test/twins");
        model.Commit(
            "main",
            HubModel.Text("config.json", "{}"),
            HubModel.Text("tokenizer_config.json", "{}"),
            HubModel.Text("vocab.txt", "{}"),
            HubModel.Large("model.onnx", HubModel.Graph(1, 10)));
        Hub.Add(model);
        await Store().PackAsync(model.Id, this["model.tar"]);
        StoredModel stored = await Store(o =>
        {
            o.CacheDirectory = Elsewhere;
            o.UseSymbolicLinks = false;
        }).UnpackAsync(this["model.tar"]);
        Assert.That(stored.Files, Has.Count.EqualTo(4));
        Assert.That(Directory.EnumerateFiles(Elsewhere, "*", SearchOption.AllDirectories).Where(file => file.EndsWith(".tmp", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task TheSameModelGivesTheSameBytes()
    {
        HubModel model = Hub.Add(HubModel.Small());
        await Store().PackAsync(model.Id, this["a.tar"]);
        await Store().PackAsync(model.Id, this["b.tar"]);
        Assert.That(await File.ReadAllBytesAsync(this["b.tar"]), Is.EqualTo(await File.ReadAllBytesAsync(this["a.tar"])));
    }

    [Test]
    public async Task ADamagedCacheIsNotPacked()
    {
        HubModel model = Hub.Add(HubModel.Small());
        StoredModel stored = await Store().ResolveAsync(model.Id);
        byte[] content = [.. model["onnx/model.onnx"].Content];
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(stored.OnnxPath, content);
        Refused(() => Store().PackAsync(model.Id, this["model.tar"]), ModelStoreError.HashMismatch);
        Assert.That(File.Exists(this["model.tar"]), Is.False);
    }

    [Test]
    public void AFolderIsNotPacked() => Assert.That(
        () => Store().PackAsync(WriteFolder(), this["model.tar"]), Throws.ArgumentException.With.Message.Contains("can be copied"));

    [Test]
    public async Task ANonCommercialBundleIsUnpackedOnlyWhenAccepted()
    {
        HubModel model = Hub.Add(HubModel.Small());
        model.Licence = "cc-by-nc-4.0";
        ModelRequest accepted = new() { AcceptNonCommercial = true };
        await Store().PackAsync(model.Id, this["model.tar"], accepted);
        Refused(() => OfflineStore().UnpackAsync(this["model.tar"]), ModelStoreError.LicenceNotAccepted);
        Assert.That(Directory.Exists(Elsewhere), Is.False);
        await OfflineStore().UnpackAsync(this["model.tar"], accepted);
        Refused(() => OfflineStore().ResolveAsync(model.Id), ModelStoreError.LicenceNotAccepted);
    }

    [TestCase("../../evil")]
    [TestCase("/tmp/evil")]
    [TestCase("a/../../../evil")]
    [TestCase("c:\\evil")]
    public async Task AManifestThatLeadsOutsideIsRefused(string path)
    {
        string bundle = await RepackAsync((manifest, entries) =>
        {
            manifest["files"]![0]!["path"] = path;
            entries[0] = entries[0] with { Name = "files/" + path };
        });
        RefusedWithoutATrace(bundle, ModelStoreError.InvalidBundle);
    }

    [TestCase("id", "../../evil")]
    [TestCase("revision", "../../../evil")]
    [TestCase("commit", "../../evil")]
    public async Task NamesThatLeadOutsideAreRefused(string property, string value) =>
        RefusedWithoutATrace(await RepackAsync((manifest, _) => manifest[property] = value), ModelStoreError.InvalidBundle);

    [TestCase("sha256")]
    [TestCase("blob")]
    public async Task AChecksumThatLeadsOutsideIsRefused(string property) =>
        RefusedWithoutATrace(await RepackAsync((manifest, _) => manifest["files"]![0]![property] = "../../evil"), ModelStoreError.InvalidBundle);

    [Test]
    public async Task AnEntryThatTheManifestDoesNotNameIsRefused() =>
        RefusedWithoutATrace(await RepackAsync((_, entries) => entries.Add(new("../../evil", "x"u8.ToArray(), null))), ModelStoreError.InvalidBundle);

    [Test]
    public async Task ALinkIsRefused() =>
        RefusedWithoutATrace(await RepackAsync((_, entries) => entries[0] = entries[0] with { Link = "/etc/passwd", Content = [] }), ModelStoreError.InvalidBundle);

    [Test]
    public async Task AFileTwiceIsRefused() =>
        RefusedWithoutATrace(await RepackAsync((_, entries) => entries.Add(entries[0])), ModelStoreError.InvalidBundle);

    [Test]
    public async Task AMissingFileIsRefused() =>
        RefusedWithoutATrace(await RepackAsync((_, entries) => entries.RemoveAt(1)), ModelStoreError.InvalidBundle);

    [Test]
    public async Task AnotherContentIsRefused() =>
        RefusedWithoutATrace(
            await RepackAsync((_, entries) => entries[0] = entries[0] with { Content = [.. entries[0].Content.Select(value => (byte)(value ^ 1))] }), ModelStoreError.HashMismatch);

    [Test]
    public async Task ABlobNameThatIsNotItsContentsIsRefused() =>
        RefusedWithoutATrace(await RepackAsync((manifest, _) => manifest["files"]![0]!["blob"] = new string('0', 64)), ModelStoreError.HashMismatch);

    [Test]
    public async Task AnotherLengthIsRefused() =>
        RefusedWithoutATrace(await RepackAsync((manifest, _) => manifest["files"]![0]!["size"] = 1), ModelStoreError.InvalidBundle);

    [Test]
    public async Task AnotherFormatIsRefused() =>
        RefusedWithoutATrace(await RepackAsync((manifest, _) => manifest["format"] = 2), ModelStoreError.InvalidBundle);

    [Test]
    public async Task TheSameCommitWithOtherContentsIsRefused()
    {
        string bundle = await RepackAsync((manifest, entries) =>
        {
            HubModelFile forged = HubModel.Text("config.json", """{"num_labels":1}""");
            JsonNode file = manifest["files"]!.AsArray().Single(node => (string)node!["path"]! == "config.json")!;
            file["size"] = forged.Content.Length;
            file["sha256"] = forged.Sha256;
            file["blob"] = forged.GitSha1;
            entries[entries.FindIndex(entry => entry.Name == "files/config.json")] = new("files/config.json", forged.Content, null);
        });
        Assert.That(Refused(() => Store().UnpackAsync(bundle), ModelStoreError.HashMismatch).Message, Does.Contain("config.json"));
        Assert.That(await File.ReadAllBytesAsync(Snapshot(HubModel.Small(), "config.json")), Is.EqualTo(HubModel.Small()["config.json"].Content));
        await OfflineStore().UnpackAsync(bundle);
    }

    [Test]
    public async Task WhatIsNoBundleIsRefused()
    {
        await File.WriteAllTextAsync(this["noise"], string.Concat(Enumerable.Repeat("This is not an archive. ", 100)));
        RefusedWithoutATrace(this["noise"], ModelStoreError.InvalidBundle);
        await File.WriteAllBytesAsync(this["empty"], []);
        RefusedWithoutATrace(this["empty"], ModelStoreError.InvalidBundle);
    }

    [Test]
    public async Task AnArchiveThatIsCutOffIsRefused([Values] bool isCompressed)
    {
        Hub.Add(HubModel.Small(weights: 5000));
        string path = this[isCompressed ? "whole.tgz" : "whole.tar"];
        await Store().PackAsync("test/small", path);
        byte[] whole = await File.ReadAllBytesAsync(path);
        foreach (int length in (int[])[100, whole.Length / 4, whole.Length / 2, whole.Length * 3 / 4])
        {
            await File.WriteAllBytesAsync(this["cut"], whole[..length]);
            RefusedWithoutATrace(this["cut"], ModelStoreError.InvalidBundle);
        }
    }

    private ModelStore OfflineStore() => Store(o =>
    {
        o.CacheDirectory = Elsewhere;
        o.IsOffline = true;
    });

    private void RefusedWithoutATrace(string bundle, ModelStoreError error)
    {
        Refused(() => OfflineStore().UnpackAsync(bundle), error);
        string[] files = Directory.Exists(Elsewhere) ? Directory.GetFiles(Elsewhere, "*", SearchOption.AllDirectories) : [];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(files.Where(file => !file.Contains("blobs") && !file.EndsWith(".lock", StringComparison.Ordinal)), Is.Empty, "Checked blobs may stay; nothing else may.");
            Assert.That(files.Where(file => file.EndsWith(".tmp", StringComparison.Ordinal)), Is.Empty);
            Assert.That(Directory.GetFiles(this[""], "evil*", SearchOption.AllDirectories), Is.Empty);
            Assert.That(OfflineStore().ListCached(), Is.Empty);
        }
    }

    private string WriteFolder()
    {
        string folder = Directory.CreateDirectory(this["folder"]).FullName;
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), HubModel.Graph(1, 10));
        return folder;
    }

    /// <summary>Packs a model, and lets a test change what is in the archive.</summary>
    private async Task<string> RepackAsync(Action<JsonNode, List<BundleEntry>> change)
    {
        Hub.Add(HubModel.Small());
        await Store().PackAsync("test/small", this["good.tar"]);
        List<BundleEntry> entries = [];
        await using (var reader = new TarReader(File.OpenRead(this["good.tar"])))
        {
            while (await reader.GetNextEntryAsync() is { } entry)
            {
                byte[] content = new byte[entry.Length];
                await (entry.DataStream ?? Stream.Null).ReadExactlyAsync(content);
                entries.Add(new(entry.Name, content, null));
            }
        }

        JsonNode manifest = JsonNode.Parse(entries[0].Content)!;
        entries.RemoveAt(0);
        change(manifest, entries);
        entries.Insert(0, new(ModelBundle.ManifestName, Encoding.UTF8.GetBytes(manifest.ToJsonString()), null));
        await using (var writer = new TarWriter(File.Create(this["changed.tar"])))
        {
            foreach (BundleEntry entry in entries)
            {
                await writer.WriteEntryAsync(entry.Link is null
                    ? new PaxTarEntry(TarEntryType.RegularFile, entry.Name) { DataStream = new MemoryStream(entry.Content) }
                    : new PaxTarEntry(TarEntryType.SymbolicLink, entry.Name) { LinkName = entry.Link });
            }
        }

        return this["changed.tar"];
    }

    private sealed record BundleEntry(string Name, byte[] Content, string? Link);
}
