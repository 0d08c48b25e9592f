using RerankKit.TestModels;
using RerankKit.Triton;

namespace RerankKit.Onnx.Tests.Loading;

/// <summary>From a name to a model, and what runs it.</summary>
public class LoadingTests
{
    private const string Id = "org/model";

    private static string Folder => SharedModels.Of(TestArchitecture.Bert).FullName;

    [Test]
    public async Task AFolderIsLoadedByItsPath()
    {
        using var reranker = await CrossEncoderReranker.LoadAsync(Folder, new() { Concurrency = 1 });
        Assert.That((await reranker.RerankAsync("one", ["two", "three"])).Results, Has.All.Matches<RerankResult>(result => result.IsScored));
    }

    [Test]
    public async Task AnIdOfTheHubIsDownloadedAndLoaded()
    {
        using var hub = new HubDouble();
        var model = new HubModel(Id);
        model.Commit("main", [.. Directory.GetFiles(Folder).Select(file => new HubModelFile(Path.GetFileName(file), File.ReadAllBytes(file), IsLarge: Path.GetExtension(file) == ".onnx"))]);
        hub.Add(model);
        DirectoryInfo cache = Directory.CreateTempSubdirectory("rerankkit-hub-");
        string said = await Program.SayAsync([Program.Hub, Id], ("HF_ENDPOINT", hub.Address.AbsoluteUri.TrimEnd('/')), ("HF_HOME", cache.FullName), ("HF_HUB_OFFLINE", ""));
        cache.Delete(recursive: true);
        Assert.That(said, Is.EqualTo($"5 of {Id}"));
    }

    [Test]
    public void WhatIsNeitherAFolderNorAnIdIsRefused() =>
        Assert.That(async () => await DecoderReranker.LoadAsync("no folder and no id"), Throws.ArgumentException.With.Message.Contains("no folder and no id"));

    [Test]
    public void ACancelledLoadEnds() =>
        Assert.That(async () => await MultiVectorEncoder.LoadAsync(Folder, cancellationToken: new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

    [Test]
    public void WhatRunsAGraphIsOneOrTheOther()
    {
        var served = new CrossEncoderOptions { Server = { ModelName = "m" } };
        var local = new CrossEncoderOptions { Session = { IntraOpThreads = 2 } };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => served.Session, Throws.InvalidOperationException.With.Message.Contains(nameof(TritonOptions)));
            Assert.That(() => local.Server, Throws.InvalidOperationException.With.Message.Contains(nameof(OnnxSessionOptions)));
            Assert.That(((OnnxSessionOptions)local.Clone().Graph!).IntraOpThreads, Is.EqualTo(2));
            Assert.That(local.Clone().Graph, Is.Not.SameAs(local.Graph), "a copy changes independently");
            Assert.That(() => CrossEncoderReranker.LoadServed(Folder, local), Throws.InvalidOperationException);
        }
    }
}
