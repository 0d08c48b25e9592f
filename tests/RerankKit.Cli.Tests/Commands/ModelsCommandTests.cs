using System.Text.Json;
using RerankKit.Models;
using RerankKit.ModelDoubles;

namespace RerankKit.Cli.Tests.Commands;

public sealed class ModelsCommandTests : FileTests
{
    private readonly HubDouble _hub = new();
    private HubModel _model = HubModel.Small();

    private string Cache => Files["cache"];

    [SetUp]
    public void SetUp() => _model = _hub.Add(HubModel.Small("test/small"));

    [TearDown]
    public void Close() => _hub.Dispose();

    [Test]
    public async Task PullDownloadsPrintsTheFolderAndALineForEveryFile()
    {
        ToolRun tool = (await Run("models", "pull", "test/small")).Succeeded();
        string folder = Path.Combine(Cache, "models--test--small", "snapshots", _model.Main);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.Output, Is.EqualTo(folder + "\n"));
            Assert.That(await File.ReadAllBytesAsync(Path.Combine(folder, "onnx", "model.onnx")), Is.EqualTo(_model["onnx/model.onnx"].Content));
            Assert.That(tool.Error, Does.Match(@"onnx/model\.onnx: 3\.0 kB \(.* of .*\)\n"));
            Assert.That(tool.Error, Does.EndWith($"test/small at {_model.Main} is in the cache: 4 files, 3.2 kB; onnx/model.onnx, because Float32 is the default on a CPU\n"));
        }
    }

    [Test]
    public async Task PullBringsAModelUpToDate()
    {
        (await Run("models", "pull", "test/small")).Succeeded();
        _model.Commit("main", HubModel.Files(seed: 7));
        Assert.That((await Run("models", "pull", "test/small")).Succeeded().Output, Does.EndWith(_model.Main + "\n"));
    }

    [Test]
    public async Task PullTakesRevisionPrecisionAndCache()
    {
        string commit = _model.Main;
        _model.Commit("main", HubModel.Files(seed: 7));
        ToolRun tool = (await Run("models", "pull", "test/small", "--revision", commit, "--weights", "fp16", "--cache", Files["other"])).Succeeded();
        string folder = Path.Combine(Files["other"], "models--test--small", "snapshots", commit);
        Assert.That(tool.Output, Is.EqualTo(folder + "\n"));
        Assert.That(File.Exists(Path.Combine(folder, "onnx", "model_O4.onnx")));
    }

    [Test]
    public async Task ANonCommercialModelNeedsItsOption()
    {
        _model.Licence = "cc-by-nc-4.0";
        (await Run("models", "pull", "test/small")).Refused("cc-by-nc-4.0", "--accept-non-commercial", "cross-encoder/ms-marco-MiniLM-L6-v2");
        (await Run("models", "pull", "test/small", "--accept-non-commercial")).Succeeded();
    }

    [Test]
    public async Task WhatTheHubRefusesIsOneLine()
    {
        (await Run("models", "pull", "test/nothing")).Refused("test/nothing", "HF_TOKEN");
        (await Run("models", "pull", "test/small", "--revision", "v9")).Refused("'v9'");
        (await Run("models", "pull", "../evil")).Refused("'../evil'");
        (await Run("models", "pull", "test/small", "--weights", "int4")).Refused("Int4", "onnx/model.onnx (Float32)");
    }

    [Test]
    public async Task ListNamesTheCatalogueAndTheCache()
    {
        (await Run("models", "pull", "test/small")).Succeeded();
        ToolRun text = (await Run("models", "list")).Succeeded();
        JsonElement json = (await Run("models", "list", "--json")).Succeeded().Json;
        JsonElement jina = json.GetProperty("models").EnumerateArray().Single(model => model.GetProperty("id").GetString() == "jinaai/jina-colbert-v2");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(text.Output, Does.Match(@"cross-encoder/ms-marco-MiniLM-L6-v2 +minilm-l6 +cross-encoder +apache-2\.0 +512"));
            Assert.That(text.Output, Does.Contain("CC-BY-NC-4.0"));
            Assert.That(text.Output, Does.Match(@"test/small +yes"));
            Assert.That(json.GetProperty("models").GetArrayLength(), Is.EqualTo(ModelCatalog.Models.Count));
            Assert.That(jina.GetProperty("nonCommercial").GetBoolean());
            Assert.That(jina.GetProperty("alternative").GetString(), Is.EqualTo("answerdotai/answerai-colbert-small-v1"));
            Assert.That(json.GetProperty("otherCached").EnumerateArray().Select(id => id.GetString()), Is.EqualTo(["test/small"]));
        }
    }

    [Test]
    public async Task InspectSaysWhatAModelIsWithoutItsWeights()
    {
        ToolRun text = (await Run("models", "inspect", "test/small")).Succeeded();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(text.Output, Does.Match(@"licence +apache-2\.0"));
            Assert.That(text.Output, Does.Match(@"labels +1: LABEL_0"));
            Assert.That(text.Output, Does.Match(@"activation +Sigmoid \(by the number of labels\)"));
            Assert.That(text.Output, Does.Match(@"longest input +512 tokens"));
            Assert.That(text.Output, Does.Match(@"tokenizer +WordPiece"));
            Assert.That(text.Output, Does.Match(@"ONNX file +onnx/model\.onnx"));
            Assert.That(text.Output, Does.Match(@"onnx/model_O4\.onnx +Float16 +\d+ B *\n"));
            Assert.That(_hub.Requests.Where(request => request.Path.EndsWith(".onnx", StringComparison.Ordinal)), Is.Empty);
        }

        JsonElement json = (await Run("models", "inspect", "test/small", "--weights", "fp16", "--json")).Succeeded().Json;
        Assert.That(json.GetProperty("onnxFile").GetString(), Is.EqualTo("onnx/model_O4.onnx"));
        Assert.That(json.GetProperty("maxTokens").GetInt32(), Is.EqualTo(512));
    }

    [Test]
    public async Task InspectReadsAFolderWithoutAHub()
    {
        Files.Write("mine/config.json", """{"model_type":"bert","architectures":["BertForSequenceClassification"],"num_labels":1}""");
        Files.Write("mine/vocab.txt", "[UNK]");
        JsonElement json = (await Run("models", "inspect", Files["mine"], "--json")).Succeeded().Json;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(json.GetProperty("id").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(json.GetProperty("onnxFile").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(json.GetProperty("reason").GetString(), Does.Contain("has no ONNX file"));
            Assert.That(json.GetProperty("tokenizer").GetString(), Is.EqualTo("WordPiece"));
            Assert.That(_hub.Requests, Is.Empty);
        }
    }

    [Test]
    public async Task APackedModelIsUnpackedIntoAnotherCache()
    {
        (await Run("models", "pack", "test/small", "--output", Files["model.tgz"])).Succeeded();
        _hub.Requests.Clear();
        ToolRun tool = (await Run("models", "unpack", Files["model.tgz"], "--into", Files["other"])).Succeeded();
        Assert.That(tool.Output, Is.EqualTo(Path.Combine(Files["other"], "models--test--small", "snapshots", _model.Main) + "\n"));
        Assert.That((await Run("models", "list", "--cache", Files["other"], "--json")).Json.GetProperty("otherCached")[0].GetString(), Is.EqualTo("test/small"));
        Assert.That(_hub.Requests, Is.Empty);
    }

    [Test]
    public async Task WhatCannotBePackedOrUnpackedIsRefused()
    {
        (await Run("models", "pack", "test/small", "--output", "-")).Refused("--output");
        (await Run("models", "pack", "test/small", "--output", Files["no/folder.tar"])).Refused("Create it first");
        (await Run("models", "pack", "test/small")).Refused("--output", "rerankkit models pack --help");
        (await Run("models", "unpack", Files["nowhere.tar"])).Refused("nowhere.tar");
        (await Run("models", "unpack", Files.Write("noise.tar", new string('x', 2000)))).Refused("bundle");
    }

    [Test]
    public async Task WithoutASubcommandTheUsageIsPointedOut() => (await Run("models")).Refused("rerankkit models --help");

    private Task<ToolRun> Run(params string[] arguments) =>
        ToolRun.On(() => new() { CacheDirectory = Cache, Endpoint = _hub.Address, Token = "", RetryDelay = TimeSpan.Zero }, arguments);
}
