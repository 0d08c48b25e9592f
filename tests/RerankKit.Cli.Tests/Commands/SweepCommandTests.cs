using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Tests.Commands;

/// <summary>The sweep through the tool: the same lists as <c>rerank</c>, every answer paid for once, and one clear word about bad input.</summary>
[NonParallelizable]
public sealed class SweepCommandTests : FileTests
{
    private LocalServer _server = null!;
    private Action<string> _onQuery = static _ => { };

    private (string Query, string Text)[] Asked => [.. _server.Requests.Where(request => request.Path == "/rerank").SelectMany(Pairs)];

    [SetUp]
    public void SetUp()
    {
        _onQuery = static _ => { };
        _server = new(Answer);
        Files.Write("data/corpus.jsonl", [.. Enumerable.Range(1, 6).Select(i => $$"""{"_id":"d{{i}}","text":"document {{i}}"}""")]);
        WriteQueries(4);
    }

    [TearDown]
    public void Close() => _server.Dispose();

    [Test]
    public async Task ADepthGivesWhatRerankGivesAtThatDepth([Values("lexical", "lexical,corpus-statistics,k1=1.2", "embedded")] string reranker, [Values(7, 40)] int depth)
    {
        string data = TestData.Path("ir", "cranfield");
        string run = Path.Combine(data, "bm25.run");
        ToolRun sweep = (await ToolRun.Of("sweep", "--dataset", data, "--run", run, "--reranker", reranker, "--depths", "40,7", "--timing-queries", "0", "--stability-queries", "0", "--json")).Succeeded();
        string[] settings = [.. reranker.Split(',').Skip(1).SelectMany(setting => $"--{setting}".Split('='))];
        (await ToolRun.Of(["rerank", "--dataset", data, "--run", run, "--reranker", reranker.Split(',')[0], .. settings, "--depth", depth.ToString(CultureInfo.InvariantCulture), "--output", Files["reranked.run"]])).Succeeded();
        ToolRun eval = (await ToolRun.Of("eval", "--qrels", Path.Combine(data, "qrels.tsv"), "--run", Files["reranked.run"], "--metrics", "ndcg@10,rr@10,hit@5", "--json")).Succeeded();
        JsonElement row = sweep.Json.GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("depth").GetInt32() == depth);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(row.GetProperty("reranker").GetString(), Is.EqualTo(reranker), "it is named as it was given");
            foreach (JsonProperty metric in eval.OnlyRun.GetProperty("metrics").EnumerateObject())
            {
                Assert.That(row.GetProperty("metrics").GetProperty(metric.Name).GetDouble(), Is.EqualTo(metric.Value.GetDouble()), metric.Name);
            }
        }
    }

    [Test]
    public async Task JsonIsOneObjectOfRowsAndAVerdict()
    {
        ToolRun tool = (await Sweep("--json", "--output", Files["r.jsonl"])).Succeeded();
        JsonElement row = tool.Json.GetProperty("rows")[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.Lines, Has.Length.EqualTo(1));
            Assert.That(tool.Json.GetProperty("rows").GetArrayLength(), Is.EqualTo(4), "two runs, two depths");
            Assert.That(row.GetProperty("firstStage").GetString(), Is.EqualTo("a.run"));
            Assert.That(row.GetProperty("metrics").EnumerateObject().Select(metric => metric.Name), Is.EqualTo(["ndcg@10", "rr@10", "hit@5"]));
            Assert.That(row.GetProperty("delta").GetProperty("interval").GetArrayLength(), Is.EqualTo(2));
            Assert.That(row.GetProperty("delta").GetProperty("p").GetDouble(), Is.InRange(0, 1));
            Assert.That(row.GetProperty("latencyMs").EnumerateObject().Select(quantile => quantile.Name), Is.EqualTo(["p50", "p95", "p99"]));
            Assert.That(row.GetProperty("cost").ValueKind, Is.EqualTo(JsonValueKind.Null), "no price");
            Assert.That(tool.Json.GetProperty("verdict").GetString(), Is.Not.Empty);
            Assert.That(Asked, Is.Unique.And.Length.EqualTo(4 * 5), "d1 to d5, once, though two runs hold some of them");
            Assert.That(SweepReport.Read(Files["r.jsonl"]).Verdict, Is.EqualTo(tool.Json.GetProperty("verdict").GetString()));
        }
    }

    [Test]
    public async Task CostIsThatOfTheCallsAndMaxCostIsKept()
    {
        string paid = $"tei,url={_server.Url},Price:PerRequest=0.25";
        ToolRun tool = (await Sweep(paid, "--json")).Succeeded();
        Assert.That(tool.Error, Does.Contain("About to ask: 4 queries, 20 documents"));
        Assert.That(tool.Json.GetProperty("rows")[0].GetProperty("cost").GetDouble(), Is.EqualTo(250).Within(1e-9), "one request a query");
        ToolRun stopped = await Sweep(paid, "--max-cost", "0.6", "--output", Files["r.jsonl"]);
        Assert.That(stopped.ExitCode, Is.EqualTo(1));
        Assert.That(stopped.Error, Does.Contain("0.5 of --max-cost 0.6 is spent").And.Contain("2 of 4 queries are finished, missing are 'q3', 'q4'"));
    }

    [Test]
    public async Task AFailureKeepsEveryAnswerAndNamesWhatIsMissing()
    {
        _onQuery = query => _ = query == "text 2" ? throw new NotSupportedException() : 0;
        ToolRun stopped = await Sweep("--output", Files["r.jsonl"]);
        ToolRun gone = await Sweep("--output", Files["r.jsonl"], "--resume", "--on-error", "continue");
        Assert.That(await Sweep("--output", Files["r.jsonl"]), Has.Property("ExitCode").EqualTo(2), "what is kept is not begun anew");
        _onQuery = static _ => { };
        (await Sweep("--output", Files["r.jsonl"], "--resume")).Succeeded();
        byte[] resumed = await File.ReadAllBytesAsync(Files["r.jsonl"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stopped.ExitCode, Is.EqualTo(1));
            Assert.That(stopped.Error, Does.Contain("error: query 'q2' could not be reranked").And.Contain("1 of 4 queries are finished, missing are 'q2', 'q3', 'q4'. Every answer is kept in"));
            Assert.That(gone.ExitCode, Is.EqualTo(1));
            Assert.That(gone.Error, Does.Contain("3 of 4 queries are finished, missing are 'q2'"));
            Assert.That(Asked.Where(pair => pair.Query != "text 2"), Is.Unique);
            Assert.That(File.Exists(Files["r.jsonl.partial"]), Is.False);
        }

        int asked = Asked.Length;
        ToolRun again = (await Sweep("--output", Files["r.jsonl"], "--resume")).Succeeded();
        Assert.That(Asked, Has.Length.EqualTo(asked), "a finished sweep is only read");
        Assert.That(await File.ReadAllBytesAsync(Files["r.jsonl"]), Is.EqualTo(resumed));
        Assert.That(again.Output, Does.Contain("a.run"));
    }

    [Test]
    public async Task OfAQueryThatFailsHalfwayTheFirstHalfIsKept()
    {
        string halves = $"tei,url={_server.Url},MaxCandidatesPerRequest=3";
        int requests = 0;
        _onQuery = query => _ = ++requests == 2 ? throw new NotSupportedException() : 0;
        ToolRun stopped = await Sweep(halves, "--output", Files["r.jsonl"]);
        Assert.That(stopped.ExitCode, Is.EqualTo(1));
        Assert.That(Asked, Has.Length.EqualTo(5));
        (await Sweep(halves, "--output", Files["r.jsonl"], "--resume")).Succeeded();
        Assert.That(Asked.Take(3).Concat(Asked.Skip(5)), Is.Unique.And.Exactly(20).Items, "three of the first query are there, two are asked about again");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task ASweepKilledAtTwentyRandomMomentsAsksForNoFinishedPairAgainAndEndsInTheSameResults()
    {
        const int Kills = 20;
        const int MostRequests = 3;
        WriteQueries(Kills * MostRequests);
        string[] arguments = Arguments("--output", Files["r.jsonl.gz"], "--resume");
        var random = new Random(Kills);
        for (int kill = 0; kill < Kills; kill++)
        {
            // Soon after one of the first answers: while it is on its way, read, written, or behind that.
            int requests = random.Next(1, MostRequests + 1);
            var pause = TimeSpan.FromMilliseconds(random.NextDouble() * 4);
            var started = new TaskCompletionSource<Process>();
            _onQuery = query => _ = Interlocked.Decrement(ref requests) == 0 ? Task.Run(async () => await KillAsync(await started.Task, pause)) : null;
            HashSet<(string, string)> kept = Kept(Files["r.jsonl.gz.partial"]);
            int before = Asked.Length;
            using Process process = ToolProcess.Start(arguments);
            started.SetResult(process);
            Assert.That((await ToolProcess.EndAsync(process)).ExitCode, Is.EqualTo(137));
            Assert.That(Asked[before..], Is.Not.Empty);
            Assert.That(Asked[before..].Intersect(kept), Is.Empty, $"kill {kill}");
        }

        _onQuery = static _ => { };
        int beforeLast = Asked.Length;
        HashSet<(string, string)> keptAtLast = Kept(Files["r.jsonl.gz.partial"]);
        (await ToolRun.Of(arguments)).Succeeded();
        Assert.That(keptAtLast, Is.Not.Empty);
        Assert.That(Asked[beforeLast..].Intersect(keptAtLast), Is.Empty);
        (await Sweep("--output", Files["whole.jsonl.gz"])).Succeeded();
        Assert.That(WithoutTimes(Files["r.jsonl.gz"]), Is.EqualTo(WithoutTimes(Files["whole.jsonl.gz"])));
    }

    [Test]
    [Platform("Linux")]
    public async Task AFullDiskStopsTheSweepThoughItMayGoOnPastErrorsAndWhatIsWrittenIsNotAskedForAgain()
    {
        using Process process = ToolProcess.StartOnFullDisk(2, Arguments("--output", Files["r.jsonl.gz"], "--on-error", "continue"));
        ToolRun stopped = await ToolProcess.EndAsync(process);
        string[] queries = [.. Asked.Select(pair => pair.Query).Distinct()];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stopped.ExitCode, Is.EqualTo(1));
            Assert.That(stopped.Error, Does.Contain("error: ").And.Contain("of 4 queries are finished").And.Not.Contains("   at "));
            Assert.That(queries, Has.Length.InRange(1, 3), "nothing more is paid for");
            Assert.That(new FileInfo(Files["r.jsonl.gz.partial"]).Length, Is.InRange(1, 2048));
        }

        (await Sweep("--output", Files["r.jsonl.gz"], "--resume")).Succeeded();
        (await Sweep("--output", Files["whole.jsonl.gz"])).Succeeded();
        Assert.That(Asked.Where(pair => pair.Query != queries[^1]).CountBy(pair => pair).Select(pair => pair.Value), Is.All.EqualTo(2), "once by each sweep; of the last one the answer had no room");
        Assert.That(WithoutTimes(Files["r.jsonl.gz"]), Is.EqualTo(WithoutTimes(Files["whole.jsonl.gz"])));
    }

    [Test]
    public async Task DepthsThatNoListReachesAreSaidAndLeftOutUnlessAskedFor()
    {
        ToolRun usual = (await ToolRun.Of("sweep", "--dataset", Files["data"], "--run", Files["a.run"], "--reranker", "lexical", "--json")).Succeeded();
        ToolRun asked = (await Sweep("lexical", "--depths", "2,5,9", "--json")).Succeeded();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(usual.Error, Does.Contain("No list has more than 5 documents: the depths are 10"));
            Assert.That(usual.Json.GetProperty("rows").GetArrayLength(), Is.EqualTo(1));
            Assert.That(asked.Error, Does.Contain("no list has more than 5 documents, so depth 9 is the same as depth 5"));
            Assert.That(asked.Json.GetProperty("rows").GetArrayLength(), Is.EqualTo(6));
        }
    }

    [Test]
    public async Task WhereNothingWasAnsweredNothingIsSaidToBeKept()
    {
        _onQuery = static _ => throw new NotSupportedException();
        ToolRun stopped = await Sweep("--output", Files["r.jsonl"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stopped.ExitCode, Is.EqualTo(1));
            Assert.That(stopped.Error, Does.Contain("0 of 4 queries are finished").And.Contain("There was no answer yet that could be kept."));
            Assert.That(File.Exists(Files["r.jsonl.partial"]), Is.False);
        }
    }

    [Test]
    public async Task BadInputIsSaidInOneMessage()
    {
        (await Sweep("nonsense", "--json")).Refused("nonsense");
        (await Sweep("lexical,weights=int8")).Refused("--reranker lexical,weights=int8", "--weights does not go with --reranker lexical");
        (await Sweep("lexical,k1=x")).Refused("--k1 is 'x'");
        (await Sweep("lexical", "--depths", "10,10")).Refused("A depth comes twice");
        (await Sweep("lexical", "--metrics", "unjudged@5")).Refused("higher has to be better");
        (await Sweep("lexical", "--resume")).Refused("--resume needs --output");
        (await Sweep("lexical", "--max-cost", "1")).Refused("--max-cost does not go with rerankers that cost nothing");
        Files.Write("bad.tsv", "q1 0 d1");
        (await Sweep("lexical", "--qrels", Files["bad.tsv"])).Refused("bad.tsv(1)");
        Files.Write("others.tsv", "q9 0 d1 1");
        (await Sweep("lexical", "--qrels", Files["others.tsv"])).Refused("None of the queries of a.run, b.run is judged");
        Files.Write("blind.tsv", "q1 0 x1 1");
        (await Sweep("lexical", "--qrels", Files["blind.tsv"])).Refused("None of the documents of run 'a.run' is judged");
        Files.Write("empty.tsv", "");
        (await Sweep("lexical", "--qrels", Files["empty.tsv"])).Refused("holds no judgement");
    }

    private static async Task KillAsync(Process process, TimeSpan pause)
    {
        // Milliseconds are too coarse for a timer.
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < pause)
        {
            await Task.Yield();
        }

        process.Kill();
    }

    // The pairs whose scores are in the file, but for those of a line that was being written.
    private static HashSet<(string Query, string Text)> Kept(string partial)
    {
        string text = File.Exists(partial) ? File.ReadAllText(partial) : "";
        return
        [
            .. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Where(line => line.GetProperty("type").GetString() == "pairs")
                .SelectMany(line => line.GetProperty("documents").EnumerateArray().Select(document => ($"text {line.GetProperty("query").GetString()![1..]}", $"document {document.GetString()![1..]}"))),
        ];
    }

    private static string WithoutTimes(string path)
    {
        using var packed = new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(packed);
        return System.Text.RegularExpressions.Regex.Replace(reader.ReadToEnd().Replace("whole.jsonl", "r.jsonl", StringComparison.Ordinal).Replace(" --resume", "", StringComparison.Ordinal), "\"milliseconds\":[0-9.E-]+", "", System.Text.RegularExpressions.RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
    }

    private static IEnumerable<(string Query, string Text)> Pairs(LocalRequest request)
    {
        using var json = JsonDocument.Parse(request.Body);
        string query = json.RootElement.GetProperty("query").GetString()!;
        return [.. json.RootElement.GetProperty("texts").EnumerateArray().Select(text => (query, text.GetString()!))];
    }

    private void WriteQueries(int count)
    {
        Files.Write("data/queries.jsonl", [.. Enumerable.Range(1, count).Select(i => $$"""{"_id":"q{{i}}","text":"text {{i}}"}""")]);
        Files.Write("data/qrels.tsv", ["query-id\tcorpus-id\tscore", .. Enumerable.Range(1, count).Select(i => $"q{i}\td{((i - 1) % 5) + 2}\t1")]);
        Files.WriteRun("a.run", [.. Enumerable.Range(1, count).Select(i => $"q{i}: d1=9 d2=8 d3=7 gone=6 d4=5")]);
        Files.WriteRun("b.run", [.. Enumerable.Range(1, count).Select(i => $"q{i}: d5=9 d4=8 d3=7 d2=6")]);
    }

    private string Answer(LocalRequest request)
    {
        if (request.Path != "/rerank")
        {
            return """{"model_id":"m","max_client_batch_size":32}""";
        }

        (string Query, string Text)[] pairs = [.. Pairs(request)];
        try
        {
            _onQuery(pairs[0].Query);
            return $"[{string.Join(',', pairs.Select((pair, i) => $$"""{"index":{{i}},"score":{{(pair.Text[^1] - pair.Query[^1] == 1 ? "0.9" : "0.1")}}}"""))}]";
        }
        catch (NotSupportedException)
        {
            return "no JSON";
        }
    }

    private Task<ToolRun> Sweep(params string[] arguments) =>
        ToolRun.Of(arguments is [var first, ..] && !first.StartsWith('-') ? Arguments([.. arguments[1..]], first) : Arguments(arguments));

    private string[] Arguments(params string[] more) => Arguments(more, $"tei,url={_server.Url}");

    private string[] Arguments(string[] more, string reranker) =>
        ["sweep", "--dataset", Files["data"], "--run", Files["a.run"], Files["b.run"], "--reranker", reranker, .. more.Contains("--depths") ? [] : (string[])["--depths", "2,5"], .. more];
}
