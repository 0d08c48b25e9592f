using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RerankKit.TestModels;

namespace RerankKit.Managed.Tests.Loading;

/// <summary>An application without ONNX Runtime's native library, as this test project is.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class WithoutRuntimeTests
{
    private const string Variable = "RERANKKIT_ENGINE";
    private static TestModelFolder Bert => SharedModels.Of(TestArchitecture.Bert);

    [Test]
    public void TheLibraryIsNotThere() => Assert.That(() => OnnxRuntimeLibrary.Load(), Throws.TypeOf<DllNotFoundException>());

    [Test]
    public async Task ACrossEncoderScoresAsItsReferenceDoes()
    {
        var log = new RecordingLogger(LogLevel.Information);
        using var reranker = CrossEncoderReranker.Load(Bert.FullName, new() { Activation = ScoreActivation.Identity }, log);
        RerankResponse response = await reranker.RerankAsync("one", ["two three", "one", "four"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reranker.GetService<RerankerMetadata>()!.ProviderName, Is.EqualTo("managed"));
            Assert.That(log.Messages, Has.Some.Contains("run by the engine managed"));
            foreach (RerankResult result in response.Results)
            {
                TokenizedText pair = reranker.Tokenizer.Encode("one", new[] { "two three", "one", "four" }[result.Index]);
                Assert.That(result.Score, Is.EqualTo(Bert.Reference.Logits([.. pair.Ids], [.. pair.TypeIds])[0]).Within(1e-5));
            }
        }
    }

    [Test]
    public async Task EmbeddingsAndLateInteractionWorkToo()
    {
        using var folder = new TestModelFolder(TestModelPresets.TinyColbert);
        var log = new RecordingLogger(LogLevel.Information);
        using var encoder = MultiVectorEncoder.Load(folder.FullName, logger: log);
        IReadOnlyList<TokenVectors> vectors = await encoder.EncodeAsync(["one two", "three"], TextRole.Document);
        Assert.That(vectors, Has.Count.EqualTo(2));
        Assert.That(log.Messages, Has.Some.Contains("there is no ONNX Runtime"));
    }

    [Test]
    public async Task WeightsIn8BitsAreWidened()
    {
        TestModelOptions options = TestModelPresets.Tiny(TestArchitecture.Bert) with { Quantization = TestQuantization.UnsignedPerChannel };
        using var folder = new TestModelFolder(options);
        var log = new RecordingLogger(LogLevel.Information);
        using var reranker = CrossEncoderReranker.Load(folder.FullName, new() { Activation = ScoreActivation.Identity }, log);
        RerankResponse response = await reranker.RerankAsync("one", ["two three"]);
        TokenizedText pair = reranker.Tokenizer.Encode("one", "two three");
        RerankerMetadata metadata = reranker.GetService<RerankerMetadata>()!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Results[0].Score, Is.EqualTo(TestModel.WidenedReference(options).Logits([.. pair.Ids], [.. pair.TypeIds])[0]).Within(1e-5));
            Assert.That(metadata.ProviderName, Is.EqualTo("managed"));
            Assert.That(metadata.Revision, Does.Contain(";widened=True"), "other numbers than ONNX Runtime's are kept apart from them");
            Assert.That(log.Messages, Has.Some.Contains("there is no ONNX Runtime"));
        }
    }

    [Test]
    public void WhatOnlyOnnxRuntimeRunsSaysBothReasons()
    {
        using var folder = new TestModelFolder(TestModelPresets.Tiny(TestArchitecture.Bert) with { Config = config => config["model_type"] = "electra" });
        Assert.That(
            () => CrossEncoderReranker.Load(folder.FullName),
            Throws.TypeOf<DllNotFoundException>().With.Message.Contains("Microsoft.ML.OnnxRuntime").And.Message.Contains("'electra'"));
    }

    [Test]
    public void AskingForOnnxRuntimeIsNoWish()
    {
        Assert.That(() => CrossEncoderReranker.Load(Bert.FullName, new() { Engine = ModelEngine.OnnxRuntime }), Throws.TypeOf<DllNotFoundException>());
        Assert.That(() => CrossEncoderReranker.Load(Bert.FullName, new() { Session = { IntraOpThreads = 2 } }), Throws.TypeOf<DllNotFoundException>());
    }

    [Test]
    public void WeightsWithoutAGraphAreRun()
    {
        using var folder = new TestModelFolder(TestModelPresets.Tiny(TestArchitecture.Bert));
        using var graph = CrossEncoderReranker.Load(folder.FullName);
        Weights.SafetensorsFolder.Write(folder.FullName);
        using var weights = CrossEncoderReranker.Load(folder.FullName);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(weights.Score(), Is.EqualTo(graph.Score()));
            Assert.That(weights.GetService<RerankerMetadata>()!.Revision, Is.Not.EqualTo(graph.GetService<RerankerMetadata>()!.Revision), "a digest of other files");
            Assert.That(
                () => CrossEncoderReranker.Load(folder.FullName, new() { Engine = ModelEngine.OnnxRuntime }),
                Throws.TypeOf<ModelStoreException>().With.Message.Contains("model.safetensors").And.Message.Contains("Export"));
        }
    }

    [Test]
    public async Task WeightsOfTheHubAreRunByTheirId()
    {
        using var folder = new TestModelFolder(TestModelPresets.Tiny(TestArchitecture.XlmRoberta));
        Weights.SafetensorsFolder.Write(folder.FullName);
        using var hub = new HubDouble();
        var model = new HubModel("test/weights");
        model.Commit("main", [.. Directory.GetFiles(folder.FullName).Select(path => new HubModelFile(Path.GetFileName(path), File.ReadAllBytes(path), IsLarge: path.EndsWith(".safetensors", StringComparison.Ordinal)))]);
        hub.Add(model);
        using var store = new ModelStore(new() { CacheDirectory = Path.Combine(folder.FullName, "cache"), Endpoint = hub.Address, Token = "" });
        using var downloaded = CrossEncoderReranker.Load(await store.ResolveAsync("test/weights"));
        using var local = CrossEncoderReranker.Load(folder.FullName);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(downloaded.Score(), Is.EqualTo(local.Score()));
            Assert.That(downloaded.GetService<RerankerMetadata>()!.Revision, Does.StartWith($"{model.Main}:model.safetensors"));
        }
    }

    [TestCase("Managed", null, "managed")]
    [TestCase("Auto", null, "managed")]
    [TestCase("OnnxRuntime", null, "Microsoft.ML.OnnxRuntime")]
    [TestCase("Abacus", null, "Abacus")]
    [TestCase(null, "managed", "managed")]
    [TestCase(null, "OnnxRuntime", "Microsoft.ML.OnnxRuntime")]
    [TestCase(null, "auto", "managed")]
    [TestCase(null, "abacus", "RERANKKIT_ENGINE is 'abacus'")]
    [TestCase("Managed", "onnxruntime", "managed")]
    public async Task ConfigurationAndTheEnvironmentName(string? engine, string? variable, string expected)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Provider"] = "cross-encoder",
            ["Options:Model"] = Bert.FullName,
            ["Options:Engine"] = engine,
        }).Build();
        var services = new ServiceCollection();
        services.AddOnnxRerankers().AddReranking(configuration);
        Environment.SetEnvironmentVariable(Variable, variable);
        try
        {
            await using ServiceProvider provider = services.BuildServiceProvider();
            Assert.That(Provider(provider), Does.Contain(expected));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [Test]
    public async Task ThreadsOfASinglePairAreTheManagedEnginesToo()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Provider"] = "cross-encoder",
            ["Options:Model"] = Bert.FullName,
            ["Options:Engine"] = "Managed",
            ["Options:SinglePairThreads"] = "1",
        }).Build();
        var services = new ServiceCollection();
        services.AddOnnxRerankers().AddReranking(configuration);
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(Provider(provider), Is.EqualTo("managed"));
    }

    [Test]
    public void OptionsSayWhatTheyComeTo()
    {
        var options = new CrossEncoderOptions();
        Assert.That(options.Engine, Is.EqualTo(ModelEngine.Auto));
        options.Engine = ModelEngine.Managed;
        Assert.That(options.Graph, Is.TypeOf<ManagedOptions>());
        Assert.That(() => options.Session, Throws.InvalidOperationException.With.Message.Contains(nameof(ManagedOptions)));
        options.Engine = ModelEngine.OnnxRuntime;
        Assert.That(options.Clone().Engine, Is.EqualTo(ModelEngine.OnnxRuntime));
        Assert.That(() => options.Engine = (ModelEngine)9, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ManagedOptions { SinglePairThreads = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        var managed = (ManagedOptions)new CrossEncoderOptions { Graph = new ManagedOptions { SinglePairThreads = 3, FirstTokenOnly = false } }.Clone().Graph!;
        Assert.That((managed.SinglePairThreads, managed.FirstTokenOnly), Is.EqualTo(((int?)3, false)));
    }

    private static string Provider(ServiceProvider provider)
    {
        try
        {
            return provider.GetRequiredService<IReranker>().GetService<RerankerMetadata>()!.ProviderName!;
        }
        catch (Exception exception) when (exception is DllNotFoundException or InvalidOperationException)
        {
            return exception.Message;
        }
    }
}
