using System.IO.Pipes;
using System.Text.Json;

namespace RerankKit.Cli.Tests.Commands;

public sealed class JsonLinesTests
{
    [Test]
    public async Task ARequestGivesResultsAndTheKindOfTheirScores()
    {
        ToolRun tool = (await Answer("""{"query":"cat","documents":["a dog","cat"]}""")).Succeeded();
        JsonElement json = tool.Json;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(json.EnumerateObject().Select(member => member.Name), Is.EqualTo(new[] { "results", "scoreKind" }));
            Assert.That(json.GetProperty("scoreKind").GetString(), Is.EqualTo("similarity"));
            Assert.That(json.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("index").GetInt32()), Is.EqualTo(new[] { 1, 0 }));
            Assert.That(json.GetProperty("results")[0].EnumerateObject().Select(member => member.Name), Is.EqualTo(new[] { "index", "score" }));
            Assert.That(json.GetProperty("results")[0].GetProperty("score").GetDouble(), Is.GreaterThan(0));
            Assert.That(tool.Error, Is.Empty);
        }
    }

    [Test]
    public async Task TopNCutsTheResults()
    {
        ToolRun tool = (await Answer("""{"query":"cat","documents":["a dog","cat","cats cat"],"topN":1}""")).Succeeded();
        Assert.That(tool.Json.GetProperty("results").GetArrayLength(), Is.EqualTo(1));
    }

    [TestCase("top_n")]
    [TestCase("top_k")]
    public async Task TheSpellingsOfServicesCutTheResultsToo(string name)
    {
        ToolRun tool = (await Answer($$"""{"query":"cat","documents":["a dog","cat","cats cat"],"{{name}}":1,"model":"rerank-v3.5","return_documents":false}""")).Succeeded();
        Assert.That(tool.Json.GetProperty("results").GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task ARequestsIdComesBackWithItsAnswer()
    {
        ToolRun tool = (await Answer("""{"id":{"turn":7},"query":"cat","documents":[{"text":"cat","metadata":{"page":3}}]}""")).Succeeded();
        Assert.That(tool.Json.GetProperty("id").GetProperty("turn").GetInt32(), Is.EqualTo(7));
    }

    [Test]
    public async Task BlankLinesAreSkippedAndCounted()
    {
        ToolRun tool = await Answer("", """{"query":"cat","documents":["cat"]}""", "  ", "{");
        Assert.That(tool.Lines, Has.Length.EqualTo(2));
        Assert.That(tool.Lines[1], Does.StartWith("""{"error":"line 4: """));
    }

    [Test]
    public async Task HalvesOfSurrogatePairsBecomeReplacementsWithOneWarning()
    {
        ToolRun tool = (await Answer(
            """{"query":"cut \ud83d","documents":[{"id":"\ude00a","text":"whole \ud83d\ude00, \\ud83d is text"}]}""",
            """{"query":"cat","documents":["\ud83d\ud83d\ude00"]}""")).Succeeded();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.Lines[0], Does.Contain("\"id\":\"\uFFFDa\""));
            Assert.That(tool.Error, Is.EqualTo("warning: the lines read hold 3 characters that are not Unicode (cut in two, or not UTF-8), read as U+FFFD\n"));
        }
    }

    [Test]
    public async Task WhatIsNotUtf8IsReplacedWithAWarningToo()
    {
        byte[] line = [.. """{"query":"cat","documents":[{"id":"caf"""u8, 0xE9, .. "\",\"text\":\"cat\"}]}\n"u8];
        ToolRun tool = (await ToolRun.With(new MemoryStream(line), default, "rerank", "--reranker", "lexical", "--jsonl")).Succeeded();
        Assert.That(tool.Json.GetProperty("results")[0].GetProperty("id").GetString(), Is.EqualTo("caf\uFFFD"));
        Assert.That(tool.Error, Does.Contain("1 character that is not Unicode"));
    }

    [TestCase("utf-16")]
    [TestCase("utf-16BE")]
    [TestCase("utf-32")]
    [TestCase("utf-8")]
    public async Task AByteOrderMarkNamesTheEncoding(string name)
    {
        var encoding = System.Text.Encoding.GetEncoding(name);
        byte[] text = [.. encoding.GetPreamble(), .. encoding.GetBytes("""{"query":"cat","documents":[{"id":"é","text":"cat"}]}""" + "\r\n")];
        ToolRun tool = (await ToolRun.With(new MemoryStream(text), default, "rerank", "--reranker", "lexical", "--jsonl")).Succeeded();
        Assert.That(tool.Json.GetProperty("results")[0].GetProperty("id").GetString(), Is.EqualTo("é"));
        Assert.That(tool.Error, Is.Empty);
    }

    [Test]
    public async Task NoDocumentsGiveNoResults()
    {
        ToolRun tool = (await Answer("""{"query":"cat","documents":[]}""")).Succeeded();
        Assert.That(tool.Output, Is.EqualTo("""{"results":[],"scoreKind":"similarity"}""" + "\n"));
    }

    [Test]
    public async Task DocumentsMayBeObjectsWhoseIdsComeBack()
    {
        ToolRun tool = (await Answer("""{"query":"cat","documents":[{"id":"x","text":"dog","score":2.5},{"text":"cat","id":null}],"topN":null}""")).Succeeded();
        Assert.That(tool.Output, Does.Match("""^\{"results":\[\{"index":1,"score":[0-9.]+\},\{"index":0,"id":"x","score":0\}\],"scoreKind":"similarity"\}\n$"""));
    }

    [Test]
    public async Task EveryLineIsAnsweredInItsPlaceAndABadOneFailsTheRunAtItsEnd()
    {
        ToolRun tool = await Answer("""{"query":"cat","documents":["cat"]}""", "{", """{"query":"dog","documents":["dog"]}""");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.ExitCode, Is.EqualTo(1));
            Assert.That(tool.Lines, Has.Length.EqualTo(3));
            Assert.That(tool.Lines[0], Does.StartWith("""{"results":"""));
            Assert.That(tool.Lines[1], Does.StartWith("""{"error":"line 2: this is not JSON"""));
            Assert.That(tool.Lines[2], Does.StartWith("""{"results":"""));
            Assert.That(tool.Error, Is.EqualTo("error: 1 of 3 lines could not be answered\n"));
        }
    }

    [TestCase("[]", "this is an array")]
    [TestCase("""{"documents":["x"]}""", "the query is missing")]
    [TestCase("""{"query":"  ","documents":["x"]}""", "the query is blank")]
    [TestCase("""{"query":7,"documents":["x"]}""", "query is 7; expected a string")]
    [TestCase("""{"query":"x"}""", "documents is missing")]
    [TestCase("""{"query":"x","documents":"y"}""", "documents is a string")]
    [TestCase("""{"query":"x","documents":["y",null]}""", "documents[1] is null")]
    [TestCase("""{"query":"x","documents":[{"id":"y"}]}""", "documents[0].text is missing")]
    [TestCase("""{"query":"x","documents":[{"text":"y","score":"high"}]}""", "documents[0].score is a string")]
    [TestCase("""{"query":"x","documents":[{"text":"y","score":1e999}]}""", "documents[0].score is 1e999")]
    [TestCase("""{"query":"x","documents":["y"],"topN":0}""", "topN is 0; allowed is a whole number of 1 or more")]
    [TestCase("""{"query":"x","documents":["y"],"topN":1.5}""", "topN is 1.5")]
    [TestCase("""{"query":"x","documents":["y"],"top_n":"2"}""", "top_n is \"2\"")]
    [TestCase("""{"query":"x","documents":["y"],"top_n":1,"top_k":1}""", "top_n and top_k mean the same")]
    [TestCase("""{"query":"x","documents":["y"],"topn":1}""", "topn is not a member that is read here; those are query, documents, topN, top_n, top_k, id, model, return_documents.")]
    [TestCase("""{"query":"x","texts":["y"]}""", "documents is missing")]
    [TestCase("""{"query":"x","documents":["y"],"return_documents":true}""", "return_documents is true")]
    [TestCase("""{"query":"x","documents":[{"text":"y","title":"z"}]}""", "documents[0].title is not a member that is read here; those are id, text, score, metadata.")]
    [TestCase("""{"query":"x","documents":["y\u0000"]}""" + "\0", "it has zero bytes in it")]
    public async Task AnErrorNamesTheLineAndWhatIsWrong(string line, string problem)
    {
        ToolRun tool = await Answer(line);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.ExitCode, Is.EqualTo(1));
            Assert.That(tool.Json.GetProperty("error").GetString(), Does.StartWith("line 1: ").And.Contains(problem));
        }
    }

    [Test]
    public async Task NothingInGivesNothingOut()
    {
        ToolRun tool = (await ToolRun.Of("rerank", "--reranker", "lexical", "--jsonl")).Succeeded();
        Assert.That(tool.Output, Is.Empty);
    }

    [Test]
    public async Task ATokenEndsTheWaitForTheNextLine()
    {
        using var cancellation = new CancellationTokenSource();
        using var input = new AnonymousPipeServerStream(PipeDirection.Out);
        using var read = new AnonymousPipeClientStream(PipeDirection.In, input.GetClientHandleAsString());
        Task<ToolRun> run = ToolRun.With(read, cancellation.Token, "rerank", "--reranker", "lexical", "--jsonl");
        await cancellation.CancelAsync();
        ToolRun tool = await run;
        Assert.That(tool.ExitCode, Is.EqualTo(130));
        Assert.That(tool.Error, Is.EqualTo("Cancelled.\n"));
    }

    private static Task<ToolRun> Answer(params string[] lines) =>
        ToolRun.WithInput(string.Join('\n', lines) + "\n", "rerank", "--reranker", "lexical", "--jsonl");
}
