using System.Text.Json;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Tests.Commands;

[NonParallelizable]
public sealed class LabelCommandTests : FileTests
{
    private readonly LocalServer _server;
    private Func<LocalRequest, string?> _instead = static _ => null;
    private string[] _runs = [];

    public LabelCommandTests() => _server = new(request => _instead(request) ?? TruthfulModel.Answer(request));

    [SetUp]
    public void SetUp()
    {
        Files.Write("c/corpus.jsonl", [.. Documents.Select((text, i) => $$"""{"_id":"d{{i}}","title":"","text":"{{text}}"}""")]);
        Files.Write("c/queries.jsonl", [.. Enumerable.Range(1, 5).Select(i => $$"""{"_id":"q{{i}}","text":"alpha beta gamma delta number{{i}}"}""")]);
        _runs =
        [
            Files.WriteRun("bm25.run", [.. Enumerable.Range(1, 5).Select(i => $"q{i}: d0=9 d1=8 d2=7")]),
            Files.WriteRun("dense.run", [.. Enumerable.Range(1, 5).Select(i => $"q{i}: d3=9 d1=8 d4=7")]),
        ];
    }

    [TearDown]
    public void Close() => _server.Dispose();

    // As many words of the query as the grade.
    private static string[] Documents { get; } = ["nothing here", "alpha alone", "alpha with beta", "alpha, beta, gamma", "not in any pool"];

    [Test]
    public async Task TheFirstDocumentsOfAllRunsAreGradedOnceEach()
    {
        JsonElement json = (await Label("--json", "--qrels-output", Files["out.qrels"])).Succeeded().Json;
        Qrels qrels = QrelsFile.Read(Files["out.qrels"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_server.Requests, Has.Count.EqualTo(15), "d1 is in both runs, d2 and d4 are below the depth");
            Assert.That(json.GetProperty("pairs").GetInt32(), Is.EqualTo(15));
            Assert.That(json.GetProperty("grades").EnumerateObject().Select(grade => grade.Value.GetInt32()), Is.EqualTo([5, 5, 0, 5]));
            Assert.That(qrels.QueryIds, Is.EquivalentTo(["q1", "q2", "q3", "q4", "q5"]));
            Assert.That((qrels.GetGrade("q1", "d0"), qrels.GetGrade("q1", "d1"), qrels.GetGrade("q1", "d3"), qrels.GetGrade("q1", "d2")), Is.EqualTo(((int?)0, (int?)1, (int?)3, (int?)null)));
        }
    }

    [Test]
    public async Task APersonChecksAFifthAndHasTheLastWord()
    {
        (await Label("--check", Files["check.tsv"])).Succeeded();
        string[] lines = await File.ReadAllLinesAsync(Files["check.tsv"]);
        string[][] fields = [.. lines[1..].Select(line => line.Split('\t'))];
        Assert.That(fields, Has.Length.EqualTo(3), "a fifth of 15, without grades");
        Assert.That(fields.Select(line => line[2]), Has.All.Empty);
        Assert.That(fields[0][3..], Is.EqualTo([$"alpha beta gamma delta number{fields[0][0][1..]}", Documents[fields[0][1][1] - '0']]));

        // The person's first grade is another one, the other two are the model's.
        int[] model = [.. fields.Select(line => Documents[line[1][1] - '0'].Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(word => word.TrimEnd(',') is "alpha" or "beta" or "gamma"))];
        int[] person = [(model[0] + 1) % 4, model[1], model[2]];
        await File.WriteAllLinesAsync(Files["check.tsv"], [lines[0], .. fields.Select((line, i) => $"{line[0]}\t{line[1]}\t{person[i]}")]);
        int asked = _server.Requests.Count;
        JsonElement people = (await Label("--json", "--resume", "--checked", Files["check.tsv"], "--qrels-output", Files["out.qrels"])).Succeeded().Json.GetProperty("people");
        var expected = CohenKappa.Measure(model, person);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_server.Requests, Has.Count.EqualTo(asked));
            Assert.That(people.GetProperty("count").GetInt32(), Is.EqualTo(3));
            Assert.That(people.GetProperty("agreement").GetDouble(), Is.EqualTo(2 / 3.0));
            Assert.That(people.GetProperty("quadratic").GetDouble(), Is.EqualTo(expected.Quadratic));
            Assert.That(QrelsFile.Read(Files["out.qrels"]).GetGrade(fields[0][0], fields[0][1]), Is.EqualTo(person[0]));
        }
    }

    [Test]
    public async Task JudgementsThatAreThereAreComparedInWords()
    {
        string qrels = Files.Write("known.qrels", [.. Enumerable.Range(1, 5).SelectMany(i => new[] { $"q{i} 0 d0 0", $"q{i} 0 d1 1", $"q{i} 0 d3 2" })]);
        ToolRun tool = (await Label("--against", qrels)).Succeeded();
        Assert.That(tool.Output, Does.Contain("15 pairs of 5 queries").And.Contain("Model and --against: 66.7 % of 15 the same, Cohen's kappa 0.5").And.Contain("Model and --against, relevant or not: 100.0 % of 15 the same, Cohen's kappa 1.000: almost perfect."));
        Files.Write("known.qrels", "q1 0 d4 1");
        Assert.That((await Label("--against", qrels, "--resume")).Succeeded().Error, Does.Contain("Model and --against: no pair has a grade of both"));
    }

    [Test]
    public async Task WhatIsNotAnsweredIsNamedAndTheRestIsForLater()
    {
        _instead = request => request.Body.Contains("number3", StringComparison.Ordinal) ? "no JSON" : null;
        ToolRun tool = await Label("--qrels-output", Files["out.qrels"]);
        Assert.That(tool.ExitCode, Is.EqualTo(1));
        Assert.That(tool.Error, Does.Contain("'q3'").And.Contain("the same command with --resume goes on from there"));
        Assert.That(File.Exists(Files["out.qrels"]), Is.False);
        int kept = File.ReadLines(Files["labels.jsonl"]).Count();
        int asked = _server.Requests.Count;
        _instead = static _ => null;
        (await Label("--qrels-output", Files["out.qrels"], "--resume")).Succeeded();
        Assert.That(_server.Requests.Count - asked, Is.EqualTo(15 - kept));
        Assert.That(QrelsFile.Read(Files["out.qrels"]).JudgementCount, Is.EqualTo(15));
    }

    [Test]
    public async Task AGradeThatCannotBeReadIsLeftOutAndNamed()
    {
        _instead = request => request.Body.Contains("number4", StringComparison.Ordinal) && request.Body.Contains("alone", StringComparison.Ordinal) ? TruthfulModel.Completion("very relevant") : null;
        ToolRun tool = await Label("--json", "--qrels-output", Files["out.qrels"]);
        Assert.That((tool.ExitCode, tool.Json.GetProperty("unread").GetInt32()), Is.EqualTo((1, 1)));
        Assert.That(tool.Error, Does.Contain("1 grade of the language model cannot be read, left out: pairs of 'q4'"));
        Assert.That(QrelsFile.Read(Files["out.qrels"]).JudgementCount, Is.EqualTo(14));
    }

    [Test]
    public async Task BadInputIsNamed()
    {
        Files.Write("check.tsv", "query\tdocument\tgrade", "q1\td0\t4");
        (await Label("--checked", Files["check.tsv"])).Refused("line 2", "no grade from 0 to 3");
        (await Label("--check", Files["check.tsv"])).Refused("is there already");
        (await Label("--qrels-output", Files["nowhere/out.qrels"])).Refused("there is no folder");
        Files.WriteRun("bm25.run", "other: d0=1");
        Files.WriteRun("dense.run", "other: d0=1");
        (await Label()).Refused("No query of c is in the runs");
        Assert.That(_server.Requests, Is.Empty);
    }

    private Task<ToolRun> Label(params string[] more) => ToolRun.Of(
        ["label", "--dataset", Files["c"], "--run", _runs[0], "--run", _runs[1], "--depth", "2", "--chat", _server.Url + "v1", "--model", "some-model", "--output", Files["labels.jsonl"], .. more]);
}
