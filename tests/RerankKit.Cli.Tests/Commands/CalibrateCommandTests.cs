using System.Text.Json;

namespace RerankKit.Cli.Tests.Commands;

public sealed class CalibrateCommandTests : FileTests
{
    private string _run = "";

    [SetUp]
    public void SetUp()
    {
        Files.Write("c/corpus.jsonl", """{"_id": "a", "title": "", "text": "the lift of a wing"}""", """{"_id": "b", "title": "", "text": "a wing of the house"}""", """{"_id": "c", "title": "", "text": "cats sleep all day"}""");
        string[] queries = [.. Enumerable.Range(1, 8).Select(i => $"q{i}")];
        Files.Write("c/queries.jsonl", [.. queries.Select(query => $$"""{"_id": "{{query}}", "text": "lift of a wing"}""")]);
        Files.Write("c/qrels.tsv", ["query-id\tcorpus-id\tscore", .. queries.Select(query => $"{query}\ta\t1")]);
        _run = Files.WriteRun("bm25.run", [.. queries.Select(query => $"{query}: c=3 b=2 a=1")]);
    }

    [Test]
    public async Task TheFileTurnsScoresIntoProbabilities()
    {
        ToolRun tool = (await Calibrate("--reranker", "embedded")).Succeeded();
        var calibration = ScoreCalibration.Load(Files["calibration.json"]);

        Assert.That((calibration.ScoreKind, calibration.ModelId), Is.EqualTo((RerankScoreKind.Fused, "rerankkit-embedded")));
        Assert.That((calibration.Evidence!.Queries, calibration.Evidence.Pairs, calibration.Evidence.RelevantPairs), Is.EqualTo((8, 24, 8)));
        Assert.That(calibration.Probability(10), Is.GreaterThan(0.5).And.GreaterThan(calibration.Probability(-10)));
        Assert.That(tool.Output, Does.Contain("8 queries, 24 pairs, 8 relevant").And.Contain("Platt").And.Contain("isotonic").And.Contain("Nothing relevant: a best probability below"));
        Assert.That(tool.Error, Does.Contain("fused from what stands in one list"));
    }

    [Test]
    public async Task JsonHasTheSameNumbers()
    {
        JsonElement json = (await Calibrate("--reranker", "embedded", "--method", "platt", "--json")).Succeeded().Json;
        var calibration = ScoreCalibration.Load(Files["calibration.json"]);

        Assert.That(json.GetProperty("method").GetString(), Is.EqualTo("Platt"));
        Assert.That(json.GetProperty("platt").GetProperty("brier").GetDouble(), Is.EqualTo(calibration.Evidence!.BrierScore));
        Assert.That(json.GetProperty("answers").GetProperty("threshold").GetDouble(), Is.EqualTo(calibration.AnswerThreshold));
    }

    [Test]
    public async Task WhatCannotBeFittedIsRefused()
    {
        (await Calibrate("--reranker", "embedded", "--folds", "9")).Refused("8 judged queries cannot be divided into 9 folds", "use fewer --folds");
        (await Calibrate("--reranker", "embedded", "--level", "3", "--resume")).Refused("None of the 24 scored documents is relevant");
        (await Calibrate()).Refused("--reranker is missing");
        (await Calibrate("--reranker", "embedded", "--answer-recall", "2")).Refused("--answer-recall is 2; allowed is more than 0 and less than 1");
    }

    private Task<ToolRun> Calibrate(params string[] more) =>
        ToolRun.Of(["calibrate", "--dataset", Files["c"], "--run", _run, "--output", Files["calibration.json"], .. more]);
}
