using System.Text.Json;

namespace RerankKit.Cli.Tests.Commands;

/// <summary>Services and language models, on a server of this process.</summary>
[NonParallelizable]
public sealed class ServiceRerankingTests
{
    private const string Request = """{"query":"cats","documents":["the weather","cats sleep","dogs"]}""" + "\n";

    [Test]
    public async Task AServiceReranksAndItsIndicesAreOurs()
    {
        using var server = new LocalServer(request => request.Path == "/rerank" ? """[{"index":2,"score":0.2},{"index":1,"score":0.9},{"index":0,"score":0.1}]""" : """{"model_id":"m","max_client_batch_size":32}""");
        ToolRun tool = (await ToolRun.WithInput(Request, "rerank", "--reranker", "tei", "--url", server.Url, "--jsonl")).Succeeded();
        Assert.That(tool.Json.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("index").GetInt32()), Is.EqualTo([1, 2, 0]));
        Assert.That(server.Requests.Last().Body, Does.Contain("cats sleep"));
    }

    [Test]
    public async Task ADocumentWithoutAScoreIsCountedWithTheReasonOfTheStage()
    {
        using var files = new SmallFiles();
        using var server = new LocalServer(request => request.Path == "/rerank" ? """[{"index":1,"score":0.9}]""" : """{"model_id":"m","max_client_batch_size":32}""");
        files.Write("data/corpus.jsonl", """{"_id":"d1","text":"the weather"}""", """{"_id":"d2","text":"cats"}""");
        files.Write("data/queries.jsonl", """{"_id":"q1","text":"cats"}""", """{"_id":"q2","text":"more cats"}""");
        files.Write("data/qrels.tsv", "query-id\tcorpus-id\tscore", "q1\td2\t1");
        string run = files.WriteRun("first.run", "q1: d1=9 d2=8", "q2: d1=9 d2=8");
        ToolRun tool = (await ToolRun.Of("rerank", "--reranker", "tei", "--url", server.Url, "--dataset", files["data"], "--run", run, "--output", "-")).Succeeded();
        Assert.That(tool.Error, Does.Contain(
            "Not scored: 2 documents of 2 queries, behind the scored ones in the run's order: 2 without a usable score; because: \"1 left out\" (2 queries)\n"));
        ToolRun line = (await ToolRun.WithInput(Request, "rerank", "--reranker", "tei", "--url", server.Url, "--jsonl")).Succeeded();
        Assert.That(line.Json.GetProperty("reason").GetString(), Is.EqualTo("2 left out"));
    }

    [Test]
    public async Task ALanguageModelThatRanksNothingIsAnErrorOfTheLine()
    {
        using var server = new LocalServer(_ => JsonSerializer.Serialize(new
        {
            choices = new[] { new { index = 0, message = new { role = "assistant", content = "I cannot say." }, finish_reason = "stop" } },
        }));
        ToolRun tool = await ToolRun.WithInput(Request, "rerank", "--reranker", "llm-listwise", "--url", server.Url + "v1", "--model", "some-model", "--jsonl");
        Assert.That(server.Requests, Has.Count.EqualTo(2), "an answer that cannot be read is asked for again");
        Assert.That(server.Requests.First().Body, Does.Contain("some-model").And.Contain("cats sleep"));
        Assert.That(tool.ExitCode, Is.EqualTo(1));
        Assert.That(tool.Json.GetProperty("error").GetString(), Does.StartWith("line 1: No answer of the language model could be used").And.Not.Contains("cats"));
    }

    [Test]
    public async Task AKeyAsAnArgumentIsRefusedAndNotRepeated()
    {
        ToolRun tool = await ToolRun.WithInput(Request, "rerank", "--reranker", "cohere", "--set", "ApiKey=very-secret", "--jsonl");
        tool.Refused("environment variable");
        Assert.That(tool.Error, Does.Not.Contain("very-secret"));
    }

    [TestCase("--reranker", "cohere", "--set", "ApiKeyVariable=RERANKKIT_NO_SUCH_KEY", "RERANKKIT_NO_SUCH_KEY")]
    [TestCase("--reranker", "tei", "--set", "MaxConcurrency", "name=value|--set needs")]
    [TestCase("--reranker", "tei", "--url", "somewhere", "http://")]
    [TestCase("--reranker", "llm-listwise", "--model", "m", "--url is missing")]
    [TestCase("--reranker", "vllm", "--set", "MaxConcurency=8", "MaxConcurency")]
    [TestCase("--reranker", "tei", "--set", "MaxConcurrency=0", "MaxConcurrency")]
    public async Task WhatIsMissingOrWrongIsNamed(string first, string second, string third, string fourth, string named)
    {
        ToolRun tool = await ToolRun.WithInput(Request, "rerank", first, second, third, fourth, "--jsonl");
        Assert.That(tool.ExitCode, Is.EqualTo(2));
        Assert.That(named.Split('|').Any(tool.Error.Contains), tool.Error);
    }

    [Test]
    public async Task AServiceThatIsNotThereIsAnErrorOfTheLine()
    {
        using var server = new LocalServer(_ => "{}");
        server.Stop();
        ToolRun tool = await ToolRun.WithInput(Request, "rerank", "--reranker", "tei", "--url", server.Url, "--set", "Retry:MaxRetries=0", "--jsonl");
        Assert.That(tool.ExitCode, Is.EqualTo(1));
        Assert.That(tool.Json.GetProperty("error").GetString(), Does.Contain("line 1").And.Not.Contains("cats"));
    }
}
