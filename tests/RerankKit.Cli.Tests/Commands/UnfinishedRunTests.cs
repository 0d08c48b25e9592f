using System.Diagnostics;
using System.Globalization;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Tests.Commands;

/// <summary>Runs that end before their end: what is finished is kept, and paid for once.</summary>
[NonParallelizable]
public sealed class UnfinishedRunTests : FileTests
{
    private readonly LocalServer _server;
    private Action<string> _onQuery = static _ => { };
    private string _run = "";
    private string _output = "";

    public UnfinishedRunTests() => _server = new(Answer);

    private string Partial => _output + ".partial";

    private string[] Asked => [.. _server.Requests.Where(request => request.Path == "/rerank").Select(request => request.Body.Split("query\":\"")[1].Split('"')[0])];

    [SetUp]
    public void SetUp()
    {
        Files.Write("data/corpus.jsonl", """{"_id":"d1","title":"Spring","text":"the weather"}""", """{"_id":"d2","text":"cats"}""");
        Files.Write("data/queries.jsonl", [.. Enumerable.Range(1, 4).Select(i => $$"""{"_id":"q{{i}}","text":"text {{i}}"}""")]);
        Files.Write("data/qrels.tsv", "query-id\tcorpus-id\tscore", "q1\td2\t1");
        _run = Files.WriteRun("first.run", "q1: d1=9 d2=8 gone=7", "q2: d1=9 d2=8", "q3: d1=9 d2=8", "q4: d1=9 d2=8");
        _output = Files["reranked.run"];
    }

    [TearDown]
    public void Close() => _server.Dispose();

    [Test]
    public async Task AQueryThatFailsIsNamedAndWhatIsFinishedIsKept()
    {
        Fail("text 3");
        ToolRun tool = await Rerank();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.ExitCode, Is.EqualTo(1));
            Assert.That(tool.Error, Does.Contain("error: query 'q3' could not be reranked: ").And.Contain($"2 of 4 queries are finished and kept in '{Partial}'; the same command with --resume goes on from there."));
            Assert.That(tool.Error, Does.Contain("Used: requests 2"), "what was paid for is said");
            Assert.That(File.Exists(_output), Is.False);
            Assert.That(RunFile.Read(Partial).QueryIds, Is.EqualTo(["q1", "q2"]));
            Assert.That(RunFile.Read(Partial)["q1"].Select(document => document.Id), Is.EqualTo(["d2", "d1", "gone"]));
        }
    }

    [TestCase("reranked.run")]
    [TestCase("reranked.run.gz")]
    public async Task ResumeAsksWhatIsNotFinishedAndGivesTheSameBytes(string name)
    {
        _output = Files[name];
        (await Rerank()).Succeeded();
        byte[] whole = await File.ReadAllBytesAsync(_output);
        File.Delete(_output);
        _server.Requests.Clear();
        Fail("text 3");
        await Rerank();
        _onQuery = static _ => { };
        ToolRun tool = (await Rerank("--resume")).Succeeded();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Asked, Is.EqualTo(["text 1", "text 2", "text 3", "text 3", "text 4"]));
            Assert.That(await File.ReadAllBytesAsync(_output), Is.EqualTo(whole));
            Assert.That(File.Exists(Partial), Is.False);
            Assert.That(tool.Error, Does.Contain("Reranked 4 queries (2 of them before), 4 documents with tei"));
        }
    }

    [Test]
    public async Task AQueryThatWasBeingWrittenWhenTheProcessEndedIsAskedAgain()
    {
        Fail("text 3");
        await Rerank();
        await File.AppendAllTextAsync(Partial, "q3 Q0 d1 1 0.9");
        _onQuery = static _ => { };
        (await Rerank("--resume")).Succeeded();
        Assert.That(Asked.TakeLast(2), Is.EqualTo(["text 3", "text 4"]));
        Assert.That(RunFile.Read(_output)["q3"], Has.Count.EqualTo(2));
    }

    [Test]
    public async Task CancellingNamesTheQueryAndKeepsWhatIsFinished()
    {
        using var cancellation = new CancellationTokenSource();
        _onQuery = query =>
        {
            if (query == "text 3")
            {
                cancellation.Cancel();
            }
        };
        ToolRun tool = await ToolRun.With(Stream.Null, cancellation.Token, Arguments());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.ExitCode, Is.EqualTo(130));
            Assert.That(tool.Error, Does.Contain("Cancelled at query 'q3'. 2 of 4 queries are finished and kept in"));
            Assert.That(RunFile.Read(Partial).QueryIds, Is.EqualTo(["q1", "q2"]));
        }
    }

    [TestCase("INT", 130)]
    [TestCase("TERM", 143)]
    [Platform(Exclude = "Win")]
    public async Task ASignalEndsTheProcessAndWhatIsFinishedIsKept(string signal, int exitCode)
    {
        using Process process = ToolProcess.Start(Arguments());
        using var ended = new ManualResetEventSlim();
        _onQuery = query =>
        {
            if (query == "text 2")
            {
                ToolProcess.SignalAsync(process, signal).Wait();
                ended.Wait();
            }
        };
        ToolRun tool = await ToolProcess.EndAsync(process);
        ended.Set();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.ExitCode, Is.EqualTo(exitCode), tool.Error);
            Assert.That(tool.Error, Does.Contain("Cancelled at query 'q2'. 1 of 4 queries are finished"));
            Assert.That(RunFile.Read(Partial).QueryIds, Is.EqualTo(["q1"]));
        }
    }

    [Test]
    [Platform("Linux")]
    public async Task AFullDiskKeepsTheQueriesThatFit()
    {
        string documents = string.Join(' ', Enumerable.Range(1, 60).Select(i => string.Create(CultureInfo.InvariantCulture, $"document-{i}={100 - i}")));
        _run = Files.WriteRun("first.run", $"q1: d1=900 {documents}", $"q2: d1=900 {documents}", $"q3: d1=900 {documents}");
        using Process process = ToolProcess.StartOnFullDisk(4, Arguments());
        ToolRun tool = await ToolProcess.EndAsync(process);
        Assert.That(tool.ExitCode, Is.EqualTo(1), tool.Error);
        Assert.That(tool.Error, Does.Contain("is reranked, but could not be written").And.Contain("are finished and kept in"));
        Assert.That(RunFile.Read(Partial).QueryIds, Is.Not.Empty);
        (await Rerank("--resume")).Succeeded();
        Assert.That(RunFile.Read(_output).QueryIds, Is.EqualTo(["q1", "q2", "q3"]));
        Assert.That(Asked, Has.Length.EqualTo(4), "the query that did not fit is the only one asked twice");
    }

    [Test]
    public async Task FinishedQueriesAreNotOverwrittenWithoutAWord()
    {
        Fail("text 3");
        await Rerank();
        int asked = Asked.Length;
        (await Rerank()).Refused(Partial, "--resume", "delete it");
        Assert.That(Asked, Has.Length.EqualTo(asked));
    }

    [TestCase("--depth was '50' and is '1'", "--depth", "1")]
    [TestCase("--top was '100' and is '7'", "--top", "7")]
    [TestCase("--tag was 'tei' and is 'x'", "--tag", "x")]
    [TestCase("reranker was 'tei' and is 'lexical'", "--reranker", "lexical")]
    [TestCase("model was 'one' and is 'two'", "--model", "two")]
    [TestCase("the run was '", "--run", "other.run")]
    [TestCase("the collection's texts was '", "--dataset", "other")]
    [TestCase("the collection's texts was '", "--context", "{title}")]
    public async Task ResumeRefusesOtherSettingsByName(string difference, string option, string value)
    {
        Fail("text 3");
        string[] begun = Arguments("--model", "one");
        Assert.That((await ToolRun.Of(begun)).ExitCode, Is.EqualTo(1));
        Files.WriteRun("other.run", "q1: d1=9 d2=7");
        Files.Write("other/corpus.jsonl", """{"_id":"d1","text":"the weather"}""", """{"_id":"d2","text":"dogs"}""");
        Files.Write("other/queries.jsonl", await File.ReadAllLinesAsync(Files["data/queries.jsonl"]));
        Files.Write("other/qrels.tsv", "query-id\tcorpus-id\tscore", "q1\td2\t1");
        string given = option is "--run" or "--dataset" ? Files[value] : value;
        int at = Array.IndexOf(begun, option);
        string[] other = at < 0 ? [.. begun, option, given] : [.. begun[..(at + 1)], given, .. begun[(at + 2)..]];
        if (value == "lexical")
        {
            other = ["rerank", "--reranker", "lexical", "--dataset", Files["data"], "--run", _run, "--output", _output, "--tag", "tei"];
        }

        ToolRun tool = await ToolRun.Of([.. other, "--resume"]);
        tool.Refused("was begun with other settings", difference, "delete the file to begin anew");
        Assert.That(RunFile.Read(Partial).QueryIds, Is.EqualTo(["q1", "q2"]), "what is kept stays");
    }

    [Test]
    public async Task ResumeWithNothingToGoOnFromBeginsAndSaysSo()
    {
        ToolRun tool = (await Rerank("--resume")).Succeeded();
        Assert.That(tool.Error, Does.Contain($"There is no '{Partial}' to go on from: beginning with the first query"));
        Assert.That(Asked, Has.Length.EqualTo(4));
    }

    [Test]
    public async Task AForeignFileInThePartialRunsPlaceIsLeftAlone()
    {
        await File.WriteAllTextAsync(Partial, "my notes\n");
        (await Rerank("--resume")).Refused(Partial, "is not what an unfinished rerankkit rerank leaves");
        Assert.That(await File.ReadAllTextAsync(Partial), Is.EqualTo("my notes\n"));
    }

    [TestCase("keep-first-stage", "q1 q2 q3 q4", "1 query could not be reranked, left in the run's order: 'q3'")]
    [TestCase("skip", "q1 q2 q4", "1 query could not be reranked, left out: 'q3'")]
    public async Task AQueryThatFailsIsPassedOverOnRequest(string onError, string queries, string said)
    {
        Fail("text 3");
        ToolRun tool = await Rerank("--on-error", onError);
        Run reranked = RunFile.Read(_output);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.ExitCode, Is.EqualTo(1), "something is not as asked for");
            Assert.That(tool.Error, Does.Contain(said).And.Contain("Reranked 3 queries"));
            Assert.That(reranked.QueryIds, Is.EqualTo(queries.Split(' ')));
            Assert.That(reranked.Contains("q3") ? reranked["q3"] : [new("d1", 9), new("d2", 8)], Is.EqualTo(new ScoredDocument[] { new("d1", 9), new("d2", 8) }));
            Assert.That(File.Exists(Partial), Is.False);
        }
    }

    [Test]
    public async Task WhereNoQueryCanBeRerankedThereIsNoRun()
    {
        Fail("text");
        ToolRun tool = await Rerank("--on-error", "keep-first-stage");
        Assert.That(tool.ExitCode, Is.EqualTo(1));
        Assert.That(tool.Error, Does.Contain("none of the 4 queries could be reranked"));
        Assert.That(Directory.GetFiles(Files.Folder), Is.EqualTo([_run]));
    }

    [Test]
    public async Task WhatGoesToStandardOutputIsThereWhenTheRunFails()
    {
        Fail("text 3");
        _output = "-";
        ToolRun tool = await Rerank();
        Assert.That(tool.ExitCode, Is.EqualTo(1));
        Assert.That(tool.Lines.Select(line => line[..2]), Is.EqualTo(["q1", "q1", "q1", "q2", "q2"]));
        Assert.That(tool.Error, Does.Contain("2 of 4 queries are finished and written to standard output"));
        (await Rerank("--resume")).Refused("--resume needs a file as --output");
    }

    [Test]
    public async Task WhatWillBeAskedIsSaidBeforeTheFirstCall()
    {
        ToolRun tool = (await Rerank("--set", "Price:PerRequest=0.25")).Succeeded();
        int estimate = tool.Error.IndexOf("About to ask: 4 queries, 8 documents, at least 4 requests, about 34 tokens; cost about 1.00\n", StringComparison.Ordinal);
        Assert.That(estimate, Is.GreaterThanOrEqualTo(0).And.LessThan(tool.Error.IndexOf("Reranked", StringComparison.Ordinal)), tool.Error);
        File.Delete(_output);
        Assert.That((await Rerank()).Succeeded().Error, Does.Contain("cost not known without a price (--set Price:PerRequest"));
    }

    [Test]
    public async Task TheMoneyOfMaxCostIsNotExceededAndTheRestIsForLater()
    {
        string[] paid = ["--set", "Price:PerRequest=0.25", "--max-cost", "0.6"];
        ToolRun tool = await Rerank(paid);
        Assert.That(tool.ExitCode, Is.EqualTo(1));
        Assert.That(tool.Error, Does.Contain("the estimate is beyond --max-cost 0.6").And.Contain("0.5 of --max-cost 0.6 is spent, and the next query would go beyond. 2 of 4 queries are finished"));
        Assert.That(Asked, Has.Length.EqualTo(2));
        (await Rerank([.. paid, "--resume"])).Succeeded();
        Assert.That(Asked, Has.Length.EqualTo(4));
    }

    [Test]
    public async Task AMaximumNeedsAPrice()
    {
        (await Rerank("--max-cost", "1")).Refused("--max-cost needs a price", "Price:PerRequest");
        (await ToolRun.Of("rerank", "--reranker", "lexical", "--dataset", Files["data"], "--run", _run, "--output", _output, "--max-cost", "1")).Refused("--max-cost", "costs nothing");
        Assert.That(Asked, Is.Empty);
    }

    private string Answer(LocalRequest request)
    {
        if (request.Path != "/rerank")
        {
            return """{"model_id":"m","max_client_batch_size":32}""";
        }

        string query = request.Body.Split("query\":\"")[1].Split('"')[0];
        try
        {
            _onQuery(query);
            return """[{"index":1,"score":0.9},{"index":0,"score":0.1}]""";
        }
        catch (NotSupportedException)
        {
            return "no JSON";
        }
    }

    private void Fail(string query) => _onQuery = asked =>
    {
        if (asked.StartsWith(query, StringComparison.Ordinal))
        {
            throw new NotSupportedException();
        }
    };

    private Task<ToolRun> Rerank(params string[] more) => ToolRun.Of(Arguments(more));

    private string[] Arguments(params string[] more) =>
        ["rerank", "--reranker", "tei", "--url", _server.Url, "--dataset", Files["data"], "--run", _run, "--output", _output, .. more];
}
