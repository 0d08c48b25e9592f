using System.Text.Json;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Tests.Commands;

/// <summary>Language models that answer well, over the whole way: arguments, chat completions, ranking, usage.</summary>
[NonParallelizable]
public sealed class LanguageModelTests : IDisposable
{
    private const string KeyVariable = "RERANKKIT_CLI_TEST_MODEL_KEY";
    private const string Request = """{"query":"cats","documents":["the weather","a cat","cat, cat and cat","dogs chase a cat, a cat"]}""" + "\n";
    private const decimal PriceOfARequest = ((TruthfulModel.InputTokens * 2m) + (TruthfulModel.OutputTokens * 10m)) / 1_000_000;
    private static readonly string[] Prices = ["--set", "InputPricePerMillionTokens=2", "--set", "OutputPricePerMillionTokens=10"];
    private readonly LocalServer _server = new(TruthfulModel.Answer);
    private readonly SmallFiles _files = new();

    public void Dispose()
    {
        _server.Dispose();
        _files.Dispose();
        Environment.SetEnvironmentVariable(KeyVariable, null);
    }

    [TestCase("llm-listwise", "rankOnly", 1)]
    [TestCase("llm-setwise", "rankOnly", 3)]
    [TestCase("llm-pairwise", "rankOnly", 10)]
    [TestCase("llm-rating", "grade", 4)]
    [TestCase("llm-yes-no", "probability", 4)]
    public async Task AModelThatAnswersWellOrdersThePassagesAndSaysWhatThatCost(string reranker, string scoreKind, int requests)
    {
        ToolRun tool = (await Rerank(reranker, Prices)).Succeeded();
        JsonElement json = tool.Json;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(json.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("index").GetInt32()), Is.EqualTo([2, 3, 1, 0]));
            Assert.That(json.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("score").GetDouble()), Is.Ordered.Descending);
            Assert.That(json.GetProperty("scoreKind").GetString(), Is.EqualTo(scoreKind));
            JsonElement usage = json.GetProperty("usage");
            Assert.That(_server.Requests, Has.Count.EqualTo(requests));
            Assert.That(usage.GetProperty("chatRequests").GetInt32(), Is.EqualTo(requests));
            Assert.That(usage.GetProperty("inputTokens").GetInt32(), Is.EqualTo(requests * TruthfulModel.InputTokens));
            Assert.That(usage.GetProperty("outputTokens").GetInt32(), Is.EqualTo(requests * TruthfulModel.OutputTokens));
            Assert.That(usage.GetProperty("totalTokens").GetInt32(), Is.EqualTo(requests * (TruthfulModel.InputTokens + TruthfulModel.OutputTokens)));
            Assert.That(usage.GetProperty("cost").GetDecimal(), Is.EqualTo(requests * PriceOfARequest));
            Assert.That(_server.Requests, Has.All.Matches<LocalRequest>(request => request.Path == "/v1/chat/completions" && request.Body.Contains("\"model\":\"some-model\"", StringComparison.Ordinal)));
        }
    }

    [Test]
    public async Task GradesAreTheModelsAndProbabilitiesThoseOfItsTokens()
    {
        JsonElement grades = (await Rerank("llm-rating")).Succeeded().Json;
        Assert.That(grades.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("score").GetDouble()), Is.EqualTo([3, 2, 1, 0]));
        Assert.That(grades.GetProperty("usage").TryGetProperty("cost", out _), Is.False, "no price, no cost");
        JsonElement probabilities = (await Rerank("llm-yes-no")).Succeeded().Json;
        double[] expected = [.. new[] { 3, 2, 1, 0 }.Select(relevance => 1 / (1 + Math.Exp(2 - relevance)))];
        Assert.That(probabilities.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("score").GetDouble()), Is.EqualTo(expected).Within(1e-9));
    }

    [TestCase("llm-listwise", 2)]
    [TestCase("llm-yes-no", 5)]
    public async Task ARunIsRerankedAndTheUsageIsSummed(string reranker, int requests)
    {
        _files.Write("data/corpus.jsonl", [.. new[] { "a dog", "a cat", "cat and cat" }.Select((text, i) => $$"""{"_id":"d{{i + 1}}","title":"","text":"{{text}}"}""")]);
        _files.Write("data/queries.jsonl", """{"_id":"q1","text":"cats"}""", """{"_id":"q2","text":"more cats"}""");
        _files.Write("data/qrels.tsv", "query-id\tcorpus-id\tscore", "q1\td2\t1");
        string run = _files.WriteRun("bm25.run", "q1: d1=3 d2=2 d3=1", "q2: d1=3 d3=2");
        string output = _files["reranked.run"];
        ToolRun tool = (await ToolRun.Of([
            "rerank", "--dataset", _files["data"], "--run", run, "--output", output, "--reranker", reranker, "--url", _server.Url + "v1", "--model", "some-model", .. Prices])).Succeeded();
        Run reranked = RunFile.Read(output);
        Assert.That(reranked["q1"].Select(document => document.Id), Is.EqualTo(["d3", "d2", "d1"]));
        Assert.That(reranked["q2"].Select(document => document.Id), Is.EqualTo(["d3", "d1"]));
        Assert.That(tool.Error, Does.Contain(FormattableString.Invariant(
            $"Used: input tokens {requests * 100}, output tokens {requests * 5}, total tokens {requests * 105}, chat requests {requests}, cost {requests * PriceOfARequest:0.00000}")));
        Assert.That(tool.Error, Does.Not.Contain("no usable answer"));
    }

    [Test]
    public async Task SettingsReachTheMethodAndTheClient()
    {
        (await Rerank("llm-listwise", "--set", "WindowSize=2", "--set", "Step=1", "--set", "Thinking=OffByTemplate", "--set", "UseMaxCompletionTokens=true", "--set", "MaxOutputTokens=77", "--set", "ExtraBody={\"top_k\":1}")).Succeeded();
        Assert.That(_server.Requests, Has.Count.EqualTo(3), "three windows of two");
        Assert.That(_server.Requests, Has.All.Matches<LocalRequest>(request =>
            request.Body.Contains("\"chat_template_kwargs\":{\"enable_thinking\":false}", StringComparison.Ordinal)
            && request.Body.Contains("\"max_completion_tokens\":77", StringComparison.Ordinal) && request.Body.Contains("\"top_k\":1", StringComparison.Ordinal)));
    }

    [Test]
    public async Task AKeyIsTakenFromTheNamedVariableOnly()
    {
        Environment.SetEnvironmentVariable(KeyVariable, "sk-of-the-model");
        ToolRun tool = (await Rerank("llm-listwise", "--set", $"ApiKeyVariable={KeyVariable}")).Succeeded();
        Assert.That(_server.Requests.Single().Headers["Authorization"], Is.EqualTo("Bearer sk-of-the-model"));
        Assert.That(tool.Output + tool.Error, Does.Not.Contain("sk-of-the-model"));
        Environment.SetEnvironmentVariable(KeyVariable, null);
        (await Rerank("llm-listwise", "--set", $"ApiKeyVariable={KeyVariable}")).Refused(KeyVariable);
        Assert.That(_server.Requests, Has.Count.EqualTo(1));
    }

    [TestCase("Method=Rating", "Method")]
    [TestCase("TopK=3", "TopK")]
    [TestCase("WindowSize=1", "WindowSize")]
    [TestCase("Thinking=Loudly", "Thinking")]
    [TestCase("Password=hush", "environment variable")]
    public async Task ASettingThatDoesNotBelongThereIsNamed(string setting, string named)
    {
        ToolRun tool = await Rerank("llm-listwise", "--set", setting);
        tool.Refused(named);
        Assert.That(tool.Error, Does.Not.Contain("hush"));
        Assert.That(_server.Requests, Is.Empty);
    }

    private Task<ToolRun> Rerank(string reranker, params string[] more) =>
        ToolRun.WithInput(Request, ["rerank", "--reranker", reranker, "--url", _server.Url + "v1", "--model", "some-model", "--jsonl", .. more]);
}
