using System.Net;
using System.Text;
using System.Text.Json;

namespace RerankKit.Cli.Tests.Commands;

/// <summary>Services and language models, on a server of this process.</summary>
[NonParallelizable]
public sealed class ServiceRerankingTests : IDisposable
{
    private const string Request = """{"query":"cats","documents":["the weather","cats sleep","dogs"]}""" + "\n";
    private readonly HttpListener _server = new();
    private readonly List<string> _bodies = [];
    private string _url = "";

    [SetUp]
    public void Listen()
    {
        for (int attempt = 0; ; attempt++)
        {
            _url = $"http://127.0.0.1:{20_000 + Random.Shared.Next(30_000)}/";
            _server.Prefixes.Add(_url);
            try
            {
                _server.Start();
                break;
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                _server.Prefixes.Clear();
            }
        }
    }

    public void Dispose() => _server.Close();

    [Test]
    public async Task AServiceReranksAndItsIndicesAreOurs()
    {
        Answer(path => path == "/rerank" ? """[{"index":2,"score":0.2},{"index":1,"score":0.9},{"index":0,"score":0.1}]""" : """{"model_id":"m","max_client_batch_size":32}""");
        ToolRun tool = (await ToolRun.WithInput(Request, "rerank", "--reranker", "tei", "--url", _url, "--jsonl")).Succeeded();
        Assert.That(tool.Json.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("index").GetInt32()), Is.EqualTo([1, 2, 0]));
        Assert.That(_bodies.Last(), Does.Contain("cats sleep"));
    }

    [Test]
    public async Task ALanguageModelRanksAList()
    {
        // Answers with the names of the passages in reverse, whatever they are called.
        Answer(_ => JsonSerializer.Serialize(new
        {
            choices = new[] { new { index = 0, message = new { role = "assistant", content = "I cannot say." }, finish_reason = "stop" } },
        }));
        ToolRun tool = await ToolRun.WithInput(Request, "rerank", "--reranker", "llm-listwise", "--url", _url + "v1", "--model", "some-model", "--jsonl");
        Assert.That(_bodies, Is.Not.Empty);
        Assert.That(_bodies[0], Does.Contain("some-model").And.Contain("cats sleep"));
        Assert.That(tool.Output, Does.Contain("\"results\"").Or.Contain("\"error\""), "An answer that ranks nothing is a ranking in first-stage order or an error, never a crash.");
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
        _server.Stop();
        ToolRun tool = await ToolRun.WithInput(Request, "rerank", "--reranker", "tei", "--url", _url, "--set", "Retry:MaxRetries=0", "--jsonl");
        Assert.That(tool.ExitCode, Is.EqualTo(1));
        Assert.That(tool.Json.GetProperty("error").GetString(), Does.Contain("line 1").And.Not.Contains("cats"));
    }

    private void Answer(Func<string, string> answer) => _ = Task.Run(async () =>
    {
        while (_server.IsListening)
        {
            HttpListenerContext context = await _server.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            _bodies.Add(await reader.ReadToEndAsync());
            byte[] body = Encoding.UTF8.GetBytes(answer(context.Request.Url!.AbsolutePath));
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        }
    });
}
