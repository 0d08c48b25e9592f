using System.Diagnostics;

namespace RerankKit.Cli.Tests.Commands;

/// <summary>Commands that make something of a reranker's scores: every answer is paid for once, whatever ends them.</summary>
[TestFixture("calibrate")]
[TestFixture("learn")]
[TestFixture("training-data")]
[NonParallelizable]
public sealed class KeptScoringTests(string command) : FileTests
{
    private const int Queries = 24;
    private const int Documents = 12;
    private LocalServer _server = null!;
    private Action<string> _onQuery = static _ => { };

    private string Output => Files[command + ".out"];

    private string Partial => Output + ".partial";

    // By the order of the run, "q1" to "q24".
    private string[] Asked => [.. _server.Requests.Where(request => request.Path == "/rerank").Select(request => "q" + request.Body.Split("subject")[1].Split('"')[0])];

    [SetUp]
    public void SetUp()
    {
        _server = new(Answer);
        Files.Write("c/corpus.jsonl", [.. Enumerable.Range(0, Documents).Select(d => $$"""{"_id":"d{{d}}","text":"passage{{d}} words{{d}} number-{{d}}"}""")]);
        Files.Write("c/queries.jsonl", [.. Enumerable.Range(1, Queries).Select(i => $$"""{"_id":"q{{i}}","text":"topic{{i}} subject{{i}}"}""")]);
        Files.Write("c/qrels.tsv", ["query-id\tcorpus-id\tscore", .. Enumerable.Range(1, Queries).Select(i => $"q{i}\td{Relevant(i)}\t1")]);
        Files.WriteRun("bm25.run", [.. Enumerable.Range(1, Queries).Select(i => $"q{i}: {string.Join(' ', Enumerable.Range(0, Documents).Select(d => $"d{d}={20 - ((d + i) % Documents)}"))}")]);
    }

    [TearDown]
    public void Close() => _server.Dispose();

    [Test]
    public async Task AFailureNamesWhatIsMissingAndResumeAsksForThatAlone()
    {
        (await Run()).Succeeded();
        Assert.That(Asked, Is.Unique.And.Length.EqualTo(Queries));
        byte[] whole = await File.ReadAllBytesAsync(Output);
        File.Delete(Output);
        _server.Requests.Clear();

        _onQuery = query => _ = query == "q5" ? throw new NotSupportedException() : 0;
        ToolRun stopped = await Run();
        string[] first = Asked;
        (await Run()).Refused("has finished queries of an earlier run", "--resume");
        _onQuery = static _ => { };
        (await Run("--resume")).Succeeded();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stopped.ExitCode, Is.EqualTo(1));
            Assert.That(stopped.Error, Does.Contain("error: query 'q5' could not be scored: ").And.Contain("answers are kept in '" + Partial).And.Contain("Used: requests"));
            Assert.That(stopped.Error, command == "training-data" ? Does.Not.Contain("missing are") : Does.Contain($"of {Queries} queries are scored, missing are 'q5'"));
            Assert.That(first, Does.Contain("q5").And.Length.InRange(2, Queries - 1));
            Assert.That(Asked[first.Length..], Is.EquivalentTo(AllQueries().Except(first.Except(["q5"]))));
            Assert.That(await File.ReadAllBytesAsync(Output), Is.EqualTo(whole));
            Assert.That(File.Exists(Partial), Is.False);
        }
    }

    [Test]
    public async Task WhereTheOthersGoOnTheOneThatFailedIsMadeUpForLater()
    {
        _onQuery = query => _ = query == "q5" ? throw new NotSupportedException() : 0;
        ToolRun without = await Run("--on-error", "continue");
        bool hasOutput = File.Exists(Output);
        _onQuery = static _ => { };
        (await Run("--resume")).Succeeded();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(without.ExitCode, Is.EqualTo(1), without.Error);
            Assert.That(without.Error, Does.Contain("warning: 1 query could not be scored, left out: 'q5': ").And.Contain("--resume goes on from there"));
            Assert.That(hasOutput, Is.True);
            Assert.That(Asked[Queries..], Is.EqualTo(["q5"]));
            Assert.That(File.Exists(Partial), Is.False);
        }
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task AProcessThatIsKilledIsGoneOnFromAndSoIsHalfALine()
    {
        using Process process = ToolProcess.Start(Arguments());
        int asked = 0;
        _onQuery = _ =>
        {
            if (++asked == 9)
            {
                process.Kill();
                process.WaitForExit();
            }
        };
        Assert.That((await ToolProcess.EndAsync(process)).ExitCode, Is.EqualTo(137));
        await File.AppendAllTextAsync(Partial, """{"key":"ab""");
        (await Run("--resume")).Succeeded();
        Assert.That(Asked.CountBy(query => query).Where(query => query.Value > 1), Has.Exactly(1).Items, "the one that was under way");
        Assert.That(Asked, Has.Length.EqualTo(Queries + 1));
    }

    [TestCase("INT", 130)]
    [TestCase("TERM", 143)]
    [Platform(Exclude = "Win")]
    public async Task ASignalEndsTheProcessWithAWord(string signal, int exitCode)
    {
        using Process process = ToolProcess.Start(Arguments());
        using var ended = new ManualResetEventSlim();
        int asked = 0;
        _onQuery = _ =>
        {
            if (++asked == 4)
            {
                ToolProcess.SignalAsync(process, signal).Wait();
                ended.Wait();
            }
        };
        ToolRun tool = await ToolProcess.EndAsync(process);
        ended.Set();
        Assert.That(tool.ExitCode, Is.EqualTo(exitCode), tool.Error);
        Assert.That(tool.Error, Does.Contain("Cancelled. ").And.Contain("3 answers are kept in"));
        Assert.That(await File.ReadAllLinesAsync(Partial), Has.Length.EqualTo(3));
    }

    [Test]
    [Platform("Linux")]
    public async Task AFullDiskEndsTheAskingThoughItMayGoOnPastErrors()
    {
        using Process process = ToolProcess.StartOnFullDisk(2, Arguments("--on-error", "continue"));
        ToolRun tool = await ToolProcess.EndAsync(process);
        int kept = (await File.ReadAllLinesAsync(Partial)).Length;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.ExitCode, Is.EqualTo(1), tool.Error);
            Assert.That(tool.Error, Does.Contain("is scored, but that could not be kept: ").And.Contain("answers are kept in"));
            Assert.That(kept, Is.InRange(2, Queries - 2));
            Assert.That(Asked, Has.Length.EqualTo(kept + 1), "nothing more is paid for");
        }

        (await Run("--resume")).Succeeded();
        Assert.That(Asked, Has.Length.EqualTo(Queries + 1));
    }

    [Test]
    public async Task WhatIsPaidForIsKeptWhereNothingCanBeMadeOfIt()
    {
        string[] wrong = command switch
        {
            "calibrate" => ["--level", "3"],
            "learn" => ["--folds", "60"],
            _ => ["--margin", "1000"],
        };
        ToolRun refused = await Run(wrong);
        Assert.That(refused.ExitCode, Is.EqualTo(2));
        Assert.That(refused.Error, Does.Contain("error: ").And.Contain("answers are kept in").And.Contain("--resume goes on from there"));
        int asked = Asked.Length;
        Assert.That(asked, Is.GreaterThan(1));
        (await Run("--resume")).Succeeded();
        Assert.That(Asked, Has.Length.EqualTo(asked), "the answers do not depend on the option that was wrong");
    }

    [Test]
    public async Task OtherAnswersAndOtherFilesAreNotTakenForThese()
    {
        _onQuery = query => _ = query == "q5" ? throw new NotSupportedException() : 0;
        await Run();
        _onQuery = static _ => { };
        int before = Asked.Length;
        Files.Write("c/corpus.jsonl", [.. Enumerable.Range(0, Documents).Select(d => $$"""{"_id":"d{{d}}","text":"other{{d}} words{{d}} number-{{d}}"}""")]);
        (await Run("--resume")).Succeeded();
        Assert.That(Asked[before..], Has.Length.EqualTo(Queries), "the texts are others");

        await File.WriteAllTextAsync(Partial, "my notes\n");
        (await Run("--resume")).Refused("line 1: this is no line of answers of a reranker");
        Assert.That(await File.ReadAllTextAsync(Partial), Is.EqualTo("my notes\n"));
    }

    private static int Relevant(int query) => Documents - 1 - (query % 2);

    private static IEnumerable<string> AllQueries() => Enumerable.Range(1, Queries).Select(i => $"q{i}");

    // Relevant passages are scored higher, by and large.
    private static double Score(int query, int document) => document == Relevant(query) ? 0.4 + (0.1 * (query % 5)) : 0.05 * ((document + query) % 10);

    private string Answer(LocalRequest request)
    {
        if (request.Path != "/rerank")
        {
            return """{"model_id":"m","max_client_batch_size":32}""";
        }

        using var json = System.Text.Json.JsonDocument.Parse(request.Body);
        string query = json.RootElement.GetProperty("query").GetString()!.Split("subject")[1];
        try
        {
            _onQuery("q" + query);
        }
        catch (NotSupportedException)
        {
            return "no JSON";
        }

        IEnumerable<string> scores = json.RootElement.GetProperty("texts").EnumerateArray().Select((text, i) =>
            FormattableString.Invariant($$"""{"index":{{i}},"score":{{Score(int.Parse(query, null), int.Parse(text.GetString()!.Split('-')[1], null))}}}"""));
        return $"[{string.Join(',', scores)}]";
    }

    private Task<ToolRun> Run(params string[] more) => ToolRun.Of(Arguments(more));

    private string[] Arguments(params string[] more) =>
    [
        command, "--dataset", Files["c"], "--run", Files["bm25.run"], "--output", Output,
        command == "training-data" ? "--teacher" : "--reranker", "tei", "--url", _server.Url, .. command == "learn" ? (string[])["--trees", "5", "--bags", "1"] : [], .. more,
    ];
}
