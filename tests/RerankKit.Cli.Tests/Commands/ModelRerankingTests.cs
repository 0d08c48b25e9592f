using System.Text.Json;
using RerankKit.Evaluation;
using RerankKit.Models;
using RerankKit.Onnx;
using RerankKit.TestModels;

namespace RerankKit.Cli.Tests.Commands;

/// <summary>Commands that run a model, on generated ones.</summary>
public sealed class ModelRerankingTests : FileTests
{
    private string _run = "";

    [SetUp]
    public void SetUp()
    {
        Files.Write(
            "data/corpus.jsonl",
            """{"_id":"d1","title":"","text":"the weather in spring"}""",
            """{"_id":"d2","title":"Cats","text":"they sleep"}""",
            """{"_id":"d3","text":"cats and more cats and cats"}""");
        Files.Write("data/queries.jsonl", """{"_id":"q1","text":"cats"}""");
        Files.Write("data/qrels.tsv", "query-id\tcorpus-id\tscore", "q1\td3\t1");
        _run = Files.WriteRun("first.run", "q1: d1=9 d2=8 d3=7");
    }

    [Test]
    public async Task AModelReranksARunWithItsOwnScores()
    {
        string model = Model(TestModelPresets.Tiny(TestArchitecture.Bert));
        string output = Files["reranked.run"];
        ToolRun tool = (await ToolRun.Of("rerank", "--dataset", Files["data"], "--run", _run, "--model", model, "--output", output, "--threads", "1", "--execution-provider", "cpu")).Succeeded();

        using var reranker = CrossEncoderReranker.Load(model);
        RerankResponse response = await reranker.RerankAsync("cats", ["the weather in spring", "Cats they sleep", "cats and more cats and cats"]);
        Assert.That(RunFile.Read(output)["q1"].Select(document => document.Id), Is.EqualTo(response.Results.Select(result => $"d{result.Index + 1}")));
        Assert.That(RunFile.Read(output)["q1"].Select(document => document.Score), Is.EqualTo(response.Results.Select(result => result.Score)).Within(1e-6));
        Assert.That(tool.Error, Does.Contain("model.onnx").And.Contain("Reranked 1 query, 3 documents"));
    }

    [Test]
    public async Task ADecoderIsRunAsOne()
    {
        string model = Model(TestModelPresets.Tiny(TestArchitecture.Qwen3) with { Head = TestHead.YesNoLast, MaxPositions = 1024 });
        ToolRun tool = (await ToolRun.WithInput("""{"query":"q","documents":["a","b c"]}""" + "\n", "rerank", "--model", model, "--jsonl")).Succeeded();
        using var answer = JsonDocument.Parse(tool.Output);
        Assert.That(answer.RootElement.GetProperty("scoreKind").GetString(), Is.EqualTo("probability"));
        Assert.That(answer.RootElement.GetProperty("results").GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public async Task AProviderThatIsNotThereIsSaid()
    {
        ToolRun tool = await ToolRun.WithInput("", "rerank", "--model", Model(TestModelPresets.Tiny(TestArchitecture.Bert)), "--execution-provider", "coreml", "--jsonl");
        Assert.That(tool.ExitCode, Is.EqualTo(2));
        Assert.That(tool.Error, Does.Contain("CoreML"));
    }

    [TestCase("--execution-provider", "abacus", "abacus")]
    [TestCase("--engine", "abacus", "known are auto, managed, onnxruntime")]
    [TestCase("--threads", "0", "--threads")]
    [TestCase("--max-length", "3", "--max-length")]
    public async Task AWrongValueIsSaid(string option, string value, string named)
    {
        ToolRun tool = await ToolRun.WithInput("", "rerank", "--model", Model(TestModelPresets.Tiny(TestArchitecture.Bert)), option, value, "--jsonl");
        Assert.That(tool.ExitCode, Is.EqualTo(2));
        Assert.That(tool.Error, Does.Contain(named));
    }

    [TestCase("auto", "Engine: managed")]
    [TestCase("onnxruntime", "Engine: onnx")]
    public async Task AnEngineIsTakenAndSaid(string engine, string said)
    {
        ToolRun tool = (await ToolRun.WithInput("""{"query":"q","documents":["a","b c"]}""" + "\n", "rerank", "--model", Model(TestModelPresets.Tiny(TestArchitecture.Bert)), "--engine", engine, "--jsonl")).Succeeded();
        Assert.That(tool.Error, Does.Contain(said));
    }

    [Test]
    public async Task TheManagedEngineHasNoOtherDeviceThanTheProcessor()
    {
        ToolRun tool = await ToolRun.WithInput("", "rerank", "--model", Model(TestModelPresets.Tiny(TestArchitecture.Bert)), "--engine", "managed", "--execution-provider", "cuda", "--jsonl");
        Assert.That(tool.ExitCode, Is.EqualTo(2));
        Assert.That(tool.Error, Does.Contain("computes on the cpu").And.Contain("cuda"));
    }

    [Test]
    public async Task NeitherRerankerNorModelIsAnErrorAndBothAreToo()
    {
        ToolRun none = await ToolRun.Of("rerank", "--jsonl");
        ToolRun both = await ToolRun.Of("rerank", "--reranker", "lexical", "--model", "somewhere", "--jsonl");
        Assert.That(none.Error, Does.Contain("--reranker is missing").And.Contain("--model"));
        Assert.That(both.Error, Does.Contain("--model does not go with --reranker lexical"));
    }

    [Test]
    public async Task TwoPrecisionsAreCompared()
    {
        TestModelOptions options = TestModelPresets.Tiny(TestArchitecture.Bert) with { OnnxFolder = true };
        string model = Model(options);
        TestModel.Write(model, options with { Quantization = TestQuantization.SignedPerTensor, FileName = "model_int8.onnx" });
        TestModel.Write(Path.Combine(model, "again"), options);
        File.Copy(Path.Combine(model, "again", "onnx", "model.onnx"), Path.Combine(model, "onnx", "model.onnx"), overwrite: true);
        Directory.Delete(Path.Combine(model, "again"), recursive: true);

        ToolRun same = (await ToolRun.Of("parity", "--a", model, "--b", $"{model},threads=1", "--dataset", Files["data"], "--run", _run, "--json")).Succeeded();
        ToolRun apart = (await ToolRun.Of("parity", "--a", $"{model},weights=fp32", "--b", $"{model},weights=int8", "--dataset", Files["data"], "--run", _run, "--json")).Succeeded();

        Assert.That(Number(same, "maxDifference"), Is.LessThan(1e-5));
        Assert.That(Number(same, "kendallTau"), Is.EqualTo(1));
        Assert.That(Number(same, "pairs"), Is.EqualTo(3));
        Assert.That(Number(apart, "maxDifference"), Is.InRange(1e-4, 5));
    }

    [Test]
    public async Task ParityPrintsATable()
    {
        string model = Model(TestModelPresets.Tiny(TestArchitecture.Bert));
        ToolRun tool = (await ToolRun.Of("parity", "--a", model, "--b", "lexical", "--dataset", Files["data"], "--run", _run)).Succeeded();
        Assert.That(tool.Output, Does.Contain("1 query, 3 pairs").And.Contain("Kendall tau").And.Contain("overlap@10"));
        Assert.That(tool.Error, Does.Contain("different kinds"));
    }

    [TestCase("", "model is missing")]
    [TestCase("folder,weights", "weights")]
    [TestCase("folder,colour=red", "colour")]
    public async Task ARerankerThatCannotBeReadIsSaid(string spec, string named)
    {
        ToolRun tool = await ToolRun.Of("parity", "--a", spec, "--b", "lexical", "--dataset", Files["data"], "--run", _run);
        Assert.That(tool.ExitCode, Is.EqualTo(2));
        Assert.That(tool.Error, Does.Contain(named));
    }

    [Test]
    public async Task TextsAreEncodedLineByLine()
    {
        string model = Model(TestModelPresets.Tiny(TestArchitecture.Bert));
        var tokenizer = HuggingFaceTokenizer.Load(model, new() { ParseSpecialTokens = true });
        ToolRun tool = await ToolRun.WithInput(
            """{"text_a":"cats sleep","text_b":"a [SEP] b"}""" + "\n" + """{"text_a":"one"}""" + "\n{}\n", "tokenize", "--model", model);

        string[] lines = tool.Output.TrimEnd().Split('\n');
        using var pair = JsonDocument.Parse(lines[0]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.ExitCode, Is.EqualTo(1));
            Assert.That(pair.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), Is.EqualTo(tokenizer.Encode("cats sleep", "a [SEP] b").Ids));
            Assert.That(pair.RootElement.GetProperty("attention_mask").EnumerateArray().Select(id => id.GetInt32()), Is.All.EqualTo(1));
            Assert.That(lines[2], Does.Contain("line 3").And.Contain("text_a"));
            Assert.That(tool.Error, Does.Contain("1 of 3 lines"));
        }
    }

    [Test]
    public async Task TruncationAndSpecialTokensFollowTheOptions()
    {
        string model = Model(TestModelPresets.Tiny(TestArchitecture.Bert));
        const string Line = """{"text_a":"q","text_b":"[SEP] a b c d e f g h i j"}""";
        int parsed = await Length(model, Line);
        int text = await Length(model, Line, "--special-tokens", "text");
        int cut = await Length(model, Line, "--max-length", "8", "--truncation", "only_second");
        int whole = await Length(model, Line, "--truncation", "none");
        Assert.That(text, Is.GreaterThan(parsed));
        Assert.That(cut, Is.EqualTo(8));
        Assert.That(whole, Is.EqualTo(parsed));
    }

    private static async Task<int> Length(string model, string line, params string[] options)
    {
        ToolRun tool = (await ToolRun.WithInput(line + "\n", ["tokenize", "--model", model, .. options])).Succeeded();
        using var answer = JsonDocument.Parse(tool.Output);
        return answer.RootElement.GetProperty("ids").GetArrayLength();
    }

    private static double Number(ToolRun tool, string name)
    {
        using var answer = JsonDocument.Parse(tool.Output);
        return answer.RootElement.GetProperty(name).GetDouble();
    }

    private string Model(TestModelOptions options)
    {
        string folder = Files[$"model-{options.Architecture}"];
        TestModel.Write(folder, options);
        return folder;
    }
}
