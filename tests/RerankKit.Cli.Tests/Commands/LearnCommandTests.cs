using System.Text.Json;

namespace RerankKit.Cli.Tests.Commands;

public sealed class LearnCommandTests : FileTests
{
    private static readonly string[] Queries = [.. Enumerable.Range(1, 24).Select(i => $"q{i}")];
    private string _run = "";

    [SetUp]
    public void SetUp()
    {
        string[] documents = [.. Enumerable.Range(0, 12).Select(i => $"d{i}")];
        Files.Write("c/corpus.jsonl", [.. documents.Select((id, i) => $$"""{"_id": "{{id}}", "title": "", "text": "a passage", "metadata": {"year": {{2000 + i}} } }""")]);
        Files.Write("c/queries.jsonl", [.. Queries.Select((query, i) => $$"""{"_id": "{{query}}", "text": "topic{{i}} subject{{i}}"}""")]);
        Files.Write("c/qrels.tsv", ["query-id\tcorpus-id\tscore", .. Queries.Select((query, i) => $"{query}\td{10 + (i % 2)}\t1")]);
        _run = Files.WriteRun("bm25.run", [.. Queries.Select((query, i) => $"{query}: {string.Join(' ', documents.Select((id, d) => $"{id}={20 - ((d + i) % 12)}"))}")]);
    }

    [Test]
    public async Task AFieldOfTheMetadataIsLearnedAndTheModelRanks()
    {
        ToolRun tool = (await Learn("--feature", "year")).Succeeded();
        Assert.That(tool.Output, Does.Contain("24 queries").And.Contain("Looked at most: field:year").And.Match(@"\nWIN: "));

        (await ToolRun.Of("rerank", "--dataset", Files["c"], "--run", _run, "--reranker", $"learned:{Files["model.zip"]}", "--output", Files["learned.run"])).Succeeded();
        JsonElement json = (await ToolRun.Of("eval", "--qrels", Files["c/qrels.tsv"], "--run", Files["learned.run"], "--metrics", "rr@10", "--json")).Succeeded().OnlyRun;
        Assert.That(json.GetProperty("metrics").GetProperty("rr@10").GetDouble(), Is.GreaterThan(0.6));
    }

    [Test]
    public async Task AFurtherRunIsASignal()
    {
        string good = Files.WriteRun("good.run", [.. Queries.Select((query, i) => $"{query}: d{10 + (i % 2)}=1")]);
        JsonElement json = (await Learn("--run", good, "--json")).Succeeded().Json;

        Assert.That(json.GetProperty("overFirstStage").GetProperty("candidate").GetDouble(), Is.GreaterThan(0.9));
        Assert.That(json.GetProperty("importance").EnumerateObject().First().Name, Does.StartWith("score:good.run"));
    }

    [Test]
    public async Task ClicksAreLabelsAndJudgementsJudge()
    {
        string clicks = Files.Write("log.jsonl", [.. Queries.Select((query, i) => $$"""{"query": "{{query}}", "shown": ["d0", "d{{10 + (i % 2)}}", "d3"], "clicked": ["d{{10 + (i % 2)}}"]}""")]);
        ToolRun tool = (await Learn("--clicks", clicks, "--feature", "year")).Succeeded();
        Assert.That(tool.Output, Does.Contain("24 queries").And.Contain("field:year"));
    }

    [Test]
    public async Task WhatCannotBeLearnedFromIsRefused()
    {
        (await Learn("--feature", "author")).Refused("The field 'author' is on no candidate");
        (await Learn("--folds", "30")).Refused("24 different judged queries cannot be divided into 30 folds", "use fewer --folds");
        (await Learn("--eta", "1")).Refused("--eta does not go with judgements; it goes with --clicks");
        (await Learn("--clicks", Files.Write("bad.jsonl", "nonsense"))).Refused("bad.jsonl, line 1");
        (await ToolRun.Of("rerank", "--dataset", Files["c"], "--run", _run, "--reranker", "learned", "--output", Files["x.run"])).Refused("known are", "learned:FILE");
        (await ToolRun.Of("rerank", "--dataset", Files["c"], "--run", _run, "--reranker", $"learned:{_run}", "--output", Files["x.run"])).Refused("is not a learned model that can be used");
    }

    private Task<ToolRun> Learn(params string[] more) =>
        ToolRun.Of(["learn", "--dataset", Files["c"], "--run", _run, "--output", Files["model.zip"], "--trees", "20", "--bags", "1", .. more]);
}
