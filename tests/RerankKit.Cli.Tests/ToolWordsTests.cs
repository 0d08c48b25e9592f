namespace RerankKit.Cli.Tests;

/// <summary>What the library says of its members and keys is said of the tool's options.</summary>
public sealed class ToolWordsTests : FileTests
{
    private string[] _rerank = [];

    [SetUp]
    public void SetUp()
    {
        Files.Write("data/corpus.jsonl", """{"_id":"d1","text":"the weather"}""", """{"_id":"d2","text":"cats"}""");
        Files.Write("data/queries.jsonl", """{"_id":"q1","text":"cats"}""");
        _rerank = ["rerank", "--dataset", Files["data"], "--run", Files.WriteRun("first.run", "q1: d1=9 d2=8"), "--output", Files["out.run"]];
    }

    [TestCase("tei", "Give it with --url.")]
    [TestCase("http", "Give it with --url.")]
    [TestCase("elasticsearch --url http://127.0.0.1:1", "Give it with --model.")]
    [TestCase("vertex", "Give --set ProjectId=..., or set the environment variable GOOGLE_CLOUD_PROJECT.")]
    [TestCase("tei --url http://127.0.0.1:1 --set Foo=bar", "--set Foo is not known. Known are ApiKey")]
    [TestCase("tei --url http://127.0.0.1:1 --set Price:Foo=1", "--set Price:Foo is not known. Known are PerMillionTokens")]
    [TestCase("tei --url http://127.0.0.1:1 --set MaxConcurrency=many", "--set MaxConcurrency is 'many'; allowed is a whole number.")]
    [TestCase("llm-listwise --url http://127.0.0.1:1 --model m --set WindowSize=1", "--set WindowSize is '1'; allowed is 2 or more passages.")]
    [TestCase("llm-listwise --url http://127.0.0.1:1 --model m --set Thinking=Loudly", "--set Thinking is 'Loudly'")]
    [TestCase("llm-listwise --url http://127.0.0.1:1 --model m --set ApiKeyVariable=RERANKKIT_NO_SUCH_KEY", "Set the environment variable RERANKKIT_NO_SUCH_KEY.")]
    [TestCase("tei --url http://127.0.0.1:1 --set A=1 --set a=2", "--set a is given twice")]
    public async Task SettingsOfServicesAreOptions(string reranker, string expected)
    {
        ToolRun tool = await ToolRun.Of([.. _rerank, "--reranker", .. reranker.Split(' ')]);
        tool.Refused(expected);
        Assert.That(tool.Error, Does.Not.Contain("Options:").And.Not.Contain("onfiguration key").And.Not.Contain("Parameter"));
    }

    [TestCase("The reranker 'cohere' needs an API key. Set the configuration key 'Options:ApiKey', or the environment variable or configuration key CO_API_KEY.",
        "The reranker 'cohere' needs an API key. Set the environment variable CO_API_KEY, or name another that holds the key with --set ApiKeyVariable=NAME.")]
    [TestCase("MaxLength is 9999, but the model in 'm' takes 128 tokens at most. Lower it, or leave it null.", "--max-length is 9999, but the model in 'm' takes 128 tokens at most. Lower it, or leave it out.")]
    [TestCase("m has several Int8 files: a, b. Name one with OnnxFile.", "m has several Int8 files: a, b. Name one with --onnx-file.")]
    [TestCase("Name the label that means relevant with CrossEncoderOptions.Label.", "Name the label that means relevant with --label.")]
    [TestCase("MaxLength is 1; allowed is 8 or more tokens, or null for the model's limit. (Parameter 'MaxLength')\nActual value was 1.", "--max-length is 1; allowed is 8 or more tokens.")]
    [TestCase("my Label is null and void", "my Label is null and void")]
    public void PhrasesOfTheLibraryBecomeThoseOfTheTool(string library, string tool) => Assert.That(UserMessage.Of(new ArgumentException(library)), Is.EqualTo(tool));

    [Test]
    public async Task ValuesThatTheLibraryRefusesAreThoseOfTheOption()
    {
        (await ToolRun.Of([.. _rerank, "--model", "m", "--max-length", "1"])).Refused("--max-length is 1; allowed is 8 or more tokens.\n");
        (await ToolRun.Of([.. _rerank, "--model", "m", "--threads", "0"])).Refused("--threads is 0; allowed is 1 or more.\n");
        (await ToolRun.Of([.. _rerank, "--model", "m", "--execution-provider", "toaster"])).Refused("--execution-provider is 'toaster'; known are cpu");
        string run = Files["first.run"];
        (await ToolRun.Of("fuse", "--method", "comb-max", "--weights", "1,2", "--output", Files["f.run"], run, run)).Refused("CombMax takes no weights. Leave out --weights");
    }
}
