namespace RerankKit.Models.Tests;

/// <summary>Without the hub, and with licences that not everybody may use.</summary>
public sealed class ModelStoreOfflineTests : ModelStoreFixture
{
    [Test]
    public void OfflineAMissingModelIsNamedAndNothingIsRequested()
    {
        Hub.Add(HubModel.Small());
        ModelStoreException exception = Refused(() => Store(o => o.IsOffline = true).ResolveAsync("test/small"), ModelStoreError.Offline);
        Assert.That(exception.Message, Does.Contain("test/small").And.Contains("HF_HUB_OFFLINE").And.Contains("models pack"));
        Assert.That(Hub.Requests, Is.Empty);
    }

    [Test]
    public async Task OfflineACachedModelIsUsedEvenIfUpdatesAreAskedFor()
    {
        HubModel model = Hub.Add(HubModel.Small());
        await Store().ResolveAsync(model.Id);
        Hub.Requests.Clear();
        Variables["HF_HUB_OFFLINE"] = "1";
        StoredModel stored = await Store().ResolveAsync(model.Id, new() { CheckForUpdates = true });
        Assert.That(stored.Revision, Is.EqualTo(model.Main));
        Assert.That(Hub.Requests, Is.Empty);
    }

    [Test]
    public async Task OfflineAnotherPrecisionIsNamedAsMissing()
    {
        HubModel model = Hub.Add(HubModel.Small());
        await Store().ResolveAsync(model.Id);
        ModelRequest request = new() { Precision = ModelPrecision.Int8, LocalFilesOnly = true };
        Assert.That(Refused(() => Store().ResolveAsync(model.Id, request), ModelStoreError.Offline).Message, Does.Contain("onnx/model_qint8_avx512_vnni.onnx").And.Contains("LocalFilesOnly"));
    }

    [Test]
    public async Task OfflineAFileWhoseBlobWasDeletedIsNamedAndOnlineItComesBack()
    {
        HubModel model = Hub.Add(HubModel.Small());
        await Store().ResolveAsync(model.Id);
        File.Delete(Blob(model, model["tokenizer.json"].BlobName));
        Assert.That(Refused(() => Store(o => o.IsOffline = true).ResolveAsync(model.Id), ModelStoreError.Offline).Message, Does.Contain("tokenizer.json"));
        await Store().ResolveAsync(model.Id);
        Assert.That(await File.ReadAllBytesAsync(Snapshot(model, "tokenizer.json")), Is.EqualTo(model["tokenizer.json"].Content));
    }

    [Test]
    public async Task ATruncatedFileIsDownloadedAgain()
    {
        HubModel model = Hub.Add(HubModel.Small());
        StoredModel stored = await Store().ResolveAsync(model.Id);
        await using (FileStream file = File.OpenWrite(stored.OnnxPath))
        {
            file.SetLength(10);
        }

        await Store().ResolveAsync(model.Id);
        Assert.That(await File.ReadAllBytesAsync(stored.OnnxPath), Is.EqualTo(model["onnx/model.onnx"].Content));
    }

    [Test]
    public void ANonCommercialModelOfTheCatalogueIsRefusedBeforeAnythingIsRequested()
    {
        ModelStoreException exception = Refused(() => Store().ResolveAsync("jinaai/jina-reranker-v2-base-multilingual"), ModelStoreError.LicenceNotAccepted);
        Assert.That(exception.Message, Does.Contain("cc-by-nc-4.0").And.Contains("onnx-community/gte-multilingual-reranker-base").And.Contains("AcceptNonCommercial"));
        Assert.That(Hub.Requests, Is.Empty);
    }

    [Test]
    public async Task ANonCommercialModelIsUsedWhenAccepted([Values] bool isPerModel)
    {
        Hub.Add(HubModel.Small("jinaai/jina-reranker-v2-base-multilingual")).Licence = "cc-by-nc-4.0";
        StoredModel stored = await Store(o => o.AcceptNonCommercial = !isPerModel).ResolveAsync("jina-v2", new() { AcceptNonCommercial = isPerModel });
        Assert.That(stored.Licence, Is.EqualTo("cc-by-nc-4.0"));
    }

    [Test]
    public async Task TheLicenceOfAnUnknownModelIsReadFromItsPageAndRememberedOffline()
    {
        HubModel model = Hub.Add(HubModel.Small());
        model.Licence = "cc-by-nc-sa-4.0";
        Assert.That(Refused(() => Store().ResolveAsync(model.Id), ModelStoreError.LicenceNotAccepted).Message, Does.Contain(ModelCatalog.Default.Id));
        Assert.That(Hub.Requests, Has.Count.EqualTo(1), "Nothing is downloaded.");
        await Store().ResolveAsync(model.Id, new() { AcceptNonCommercial = true });
        Refused(() => Store(o => o.IsOffline = true).ResolveAsync(model.Id), ModelStoreError.LicenceNotAccepted);
    }

    [Test]
    public async Task AModelWithoutALicenceIsUsedAndHasNone()
    {
        HubModel model = Hub.Add(HubModel.Small());
        model.Licence = null;
        Assert.That((await Store().ResolveAsync(model.Id)).Licence, Is.Null);
    }

    [TestCase("cc-by-nc-4.0", true)]
    [TestCase("cc-by-nc-nd-4.0", true)]
    [TestCase("fair-noncommercial-research-license", true)]
    [TestCase("apache-2.0, cc-by-nc-4.0", true)]
    [TestCase("apache-2.0", false)]
    [TestCase("cc-by-sa-4.0", false)]
    [TestCase("openrail++", false)]
    [TestCase(null, false)]
    public void LicencesAreToldApart(string? licence, bool isNonCommercial) => Assert.That(ModelLicence.IsNonCommercial(licence), Is.EqualTo(isNonCommercial));
}
