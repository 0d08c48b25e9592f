using System.Text.Json.Nodes;
using RerankKit.TestModels;

namespace RerankKit.Cli.Tests.Commands;

/// <summary>--label and --activation, where they mean something and where they do not.</summary>
public sealed class ScoreArgumentsTests : FileTests
{
    private const string Request = """{"query":"cats","documents":["a cat","the weather"]}""" + "\n";

    [Test]
    public async Task ALabelTurnsTheScores()
    {
        string model = TwoLabels("toxic", "harmless");
        double[] toxic = await ScoresAsync("--model", model, "--label", "toxic");
        double[] harmless = await ScoresAsync("--model", model, "--label", "harmless");
        Assert.That(harmless, Is.EqualTo(toxic.Select(score => -score)).Within(1e-6));
    }

    [TestCase("identity", "logit")]
    [TestCase("Sigmoid", "probability")]
    [TestCase("tanh", "similarity")]
    public async Task AnActivationIsApplied(string activation, string kind)
    {
        ToolRun tool = (await RunAsync("--model", TwoLabels("no", "yes"), "--activation", activation)).Succeeded();
        Assert.That(tool.Json.GetProperty("scoreKind").GetString(), Is.EqualTo(kind));
    }

    [Test]
    public async Task NamesThatSayNothingAskForTheOption()
    {
        ToolRun tool = await RunAsync("--model", TwoLabels("toxic", "harmless"));
        Assert.That(tool.ExitCode, Is.EqualTo(2));
        Assert.That(tool.Error, Does.Contain("Name the label that means relevant with --label.").And.Not.Contain("CrossEncoderOptions"));
    }

    [Test]
    public async Task ALabelThatTheModelDoesNotHaveIsNamed()
    {
        ToolRun tool = await RunAsync("--model", TwoLabels("toxic", "harmless"), "--label", "nice");
        Assert.That(tool.ExitCode, Is.EqualTo(2));
        Assert.That(tool.Error, Does.Contain("--label is 'nice'; the model's labels are toxic, harmless"));
    }

    [TestCase("--label", "yes", "lexical")]
    [TestCase("--activation", "tanh", "lexical")]
    [TestCase("--label", "yes", "late")]
    [TestCase("--activation", "tanh", "late")]
    [TestCase("--label", "yes", "tei")]
    public async Task WhereTheyCannotApplyTheyAreRefusedByName(string option, string value, string reranker)
    {
        ToolRun tool = await RunAsync("--reranker", reranker, option, value);
        Assert.That(tool.ExitCode, Is.EqualTo(2));
        Assert.That(tool.Error, Does.Contain(option).And.Contain(reranker));
    }

    [Test]
    public async Task ADecoderHasNoLabels()
    {
        TestModel.Write(Files["decoder"], TestModelPresets.Tiny(TestArchitecture.Qwen3) with { Head = TestHead.YesNoLast, MaxPositions = 1024 });
        ToolRun tool = await RunAsync("--model", Files["decoder"], "--label", "yes");
        Assert.That(tool.ExitCode, Is.EqualTo(2));
        Assert.That(tool.Error, Does.Contain("--label does not go with a decoder reranker"));
        Assert.That((await RunAsync("--model", Files["decoder"], "--activation", "identity")).Succeeded().Json.GetProperty("scoreKind").GetString(), Is.EqualTo("logit"));
    }

    [Test]
    public async Task AnUnknownActivationIsRefused() =>
        Assert.That((await RunAsync("--model", "nowhere", "--activation", "relu")).Error, Does.Contain("--activation is 'relu'; allowed is identity, sigmoid, tanh."));

    [TestCase("lexical,label=yes", "label does not go with 'lexical'")]
    [TestCase("lexical,activation=tanh", "activation does not go with 'lexical'")]
    public async Task ParityRefusesThemWhereTheyCannotApply(string reranker, string message)
    {
        ToolRun tool = await ToolRun.Of("parity", "--a", reranker, "--b", "lexical", "--dataset", "data", "--run", "first.run");
        Assert.That(tool.ExitCode, Is.Not.Zero);
        Assert.That(tool.Error, Does.Contain(message));
    }

    private string TwoLabels(string first, string second)
    {
        TestModel.Write(
            Files["model"],
            TestModelPresets.Tiny(TestArchitecture.Bert) with { Labels = 2, Config = config => config["id2label"] = new JsonObject { ["0"] = first, ["1"] = second } });
        return Files["model"];
    }

    private static Task<ToolRun> RunAsync(params string[] arguments) => ToolRun.WithInput(Request, ["rerank", "--jsonl", .. arguments]);

    private static async Task<double[]> ScoresAsync(params string[] arguments) =>
        [.. (await RunAsync(arguments)).Succeeded().Json.GetProperty("results").EnumerateArray().OrderBy(result => result.GetProperty("index").GetInt32()).Select(result => result.GetProperty("score").GetDouble())];
}
