using System.Text.Json;

namespace RerankKit.Cli.Tests.Commands;

/// <summary><c>rerankkit training-data</c> over a collection small enough to know every answer.</summary>
public sealed class TrainingDataTests : FileTests
{
    private string _folder = "";
    private string _run = "";

    [SetUp]
    public void Write()
    {
        Files.Write("c/corpus.jsonl",
            """{"_id":"key","title":"Keys","text":"How to rotate a signing key."}""",
            """{"_id":"key2","title":"Keys","text":"how to rotate a signing key!"}""",
            """{"_id":"lock","title":"","text":"Locks keep doors shut, and a key opens them."}""",
            """{"_id":"bill","title":"","text":"The billing page lists invoices."}""",
            """{"_id":"hidden","title":"","text":"Rotate the signing key every ninety days."}""",
            """{"_id":"empty","title":"","text":""}""");
        Files.Write("c/queries.jsonl",
            """{"_id":"q1","text":"rotate a signing key"}""",
            """{"_id":"q2","text":"Rotate a signing KEY?"}""",
            """{"_id":"q3","text":"where are my invoices"}""",
            """{"_id":"q4","text":"nobody judged this as relevant"}""");
        Files.Write("c/qrels.tsv", "query-id\tcorpus-id\tscore", "q1\tkey\t2", "q1\tkey2\t1", "q1\tbill\t0", "q2\tkey\t1", "q3\tbill\t1", "q4\tlock\t0", "q5\tlock\t1");
        _folder = Files["c"];
        _run = Files.WriteRun("bm25.run", "q1: hidden=5 key=4 lock=3 bill=2 empty=1", "q2: key=2 lock=1", "q3: lock=3 bill=2", "q4: lock=1");
    }

    [Test]
    public async Task PairsHoldWhatIsRelevantAndWhatLooksLikeIt()
    {
        ToolRun tool = (await Mine()).Succeeded();
        Assert.That(Lines("train.jsonl").Select(line => (Text(line, "query"), Text(line, "document"), line.GetProperty("label").GetDouble())), Is.EqualTo(new[]
        {
            ("rotate a signing key", "Keys How to rotate a signing key.", 1.0),
            ("rotate a signing key", "Rotate the signing key every ninety days.", 0),
            ("rotate a signing key", "Locks keep doors shut, and a key opens them.", 0),
            ("rotate a signing key", "The billing page lists invoices.", 0),
            ("where are my invoices", "The billing page lists invoices.", 1),
            ("where are my invoices", "Locks keep doors shut, and a key opens them.", 0),
        }));
        Assert.That(tool.Error, Does.Contain("Wrote 2 queries to train.jsonl, 0 queries to dev.jsonl, 0 queries to test.jsonl, and test.qrels: 2 relevant passages, 4 negatives"));
        Assert.That(tool.Error, Does.Contain("Left out: 1 query without a text; 1 query without a relevant passage; 1 near-duplicate of another query; 2 near-duplicates among passages"));
        Assert.That(tool.Error, Does.Contain("dev.jsonl is empty"));
    }

    [Test]
    public async Task ATeacherTakesOutWhatItFindsRelevantAndJudgementsStand()
    {
        ToolRun tool = (await Mine("--format", "lists", "--teacher", "lexical", "--margin", "100")).Succeeded();
        JsonElement first = Lines("train.jsonl")[0];
        Assert.That(Texts(first, "docs"), Is.EqualTo(new[] { "Keys How to rotate a signing key.", "The billing page lists invoices." }), "nothing unjudged is so far below; the invoices were judged");
        Assert.That(first.GetProperty("labels").EnumerateArray().Select(label => label.GetDouble()).Take(2), Is.EqualTo(new[] { 2.0, 0 }), "grades");
        Assert.That(tool.Error, Does.Contain("3 unjudged passages that the teacher finds relevant"));
    }

    [Test]
    public async Task TheTeachersScoresStandBesideThePassagesOrAreTheLabels()
    {
        (await Mine("--format", "flag", "--teacher", "lexical", "--margin", "-100")).Succeeded();
        JsonElement line = Lines("train.jsonl")[0];
        Assert.That(line.EnumerateObject().Select(member => member.Name), Is.EqualTo(new[] { "query", "pos", "neg", "pos_scores", "neg_scores", "prompt" }));
        Assert.That(line.GetProperty("pos_scores").GetArrayLength(), Is.EqualTo(line.GetProperty("pos").GetArrayLength()));
        Assert.That(line.GetProperty("neg_scores").GetArrayLength(), Is.EqualTo(line.GetProperty("neg").GetArrayLength()));
        double best = line.GetProperty("pos_scores")[0].GetDouble();

        (await Mine("--labels", "teacher", "--teacher", "lexical", "--margin", "-100")).Succeeded();
        Assert.That(Lines("train.jsonl")[0].GetProperty("label").GetDouble(), Is.EqualTo(best).And.GreaterThan(0));

        (await Mine("--format", "flag")).Succeeded();
        Assert.That(Lines("train.jsonl")[0].TryGetProperty("pos_scores", out _), Is.False, "nobody scored");
    }

    [Test]
    public async Task AQueryIsInOneSplitAndTheTestsJudgementsAreWritten()
    {
        (await Mine("--test", "0.99", "--dev", "0")).Succeeded();
        Assert.That(Lines("test.jsonl").Select(line => Text(line, "query")).Distinct(), Is.EqualTo(new[] { "rotate a signing key", "where are my invoices" }));
        Assert.That(Lines("train.jsonl"), Is.Empty);
        Assert.That(File.ReadAllLines(Files["out/test.qrels"]), Is.EqualTo(new[] { "q1 0 key 2", "q1 0 key2 1", "q1 0 bill 0", "q3 0 bill 1" }));
        (await ToolRun.Of("eval", "--qrels", Files["out/test.qrels"], "--run", _run)).Succeeded();
    }

    [Test]
    public async Task TheSameCommandWritesTheSameBytes()
    {
        (await Mine()).Succeeded();
        byte[] first = File.ReadAllBytes(Files["out/train.jsonl"]);
        (await Mine()).Succeeded();
        Assert.That(File.ReadAllBytes(Files["out/train.jsonl"]), Is.EqualTo(first));
    }

    [TestCase("--labels teacher", "--labels teacher needs --teacher")]
    [TestCase("--margin 1", "--margin does not go with a command without --teacher")]
    [TestCase("--threads 2", "--threads does not go with a command without --teacher")]
    [TestCase("--teacher nobody", "--teacher is 'nobody'; known are")]
    [TestCase("--teacher lexical --threads 2", "--teacher lexical; it is for --teacher minilm, model, late or embeddings")]
    [TestCase("--format flag --labels teacher --teacher lexical", "--labels does not go with --format flag")]
    [TestCase("--format csv", "--format is 'csv'; allowed is pairs, lists, flag")]
    [TestCase("--dev 0.5 --test 0.5", "leave no query to train on")]
    [TestCase("--dev 1", "--dev is 1; allowed is 0 to below 1")]
    [TestCase("--negatives 0", "--negatives is 0; allowed is 1 or more")]
    [TestCase("--min-grade 3", "no query with both a relevant passage and a negative")]
    public async Task WhatCannotBeIsRefused(string options, string message)
    {
        ToolRun tool = await Mine(options.Split(' '));
        Assert.That((tool.ExitCode, tool.Output), Is.EqualTo((2, "")));
        Assert.That(tool.Error, Does.Contain(message).And.Not.Contains("   at "));
        Assert.That(File.Exists(Files["out/train.jsonl"]), Is.False);
    }

    [Test]
    public async Task AFolderThatIsNotThereAndForeignRunsAreSaid()
    {
        (await ToolRun.Of("training-data", "--dataset", _folder, "--run", _run, "--output", Files["nowhere/train.jsonl"])).Refused("--output", "nowhere");
        string foreign = Files.WriteRun("foreign.run", "x1: a=1");
        ToolRun tool = await Mine("--run", foreign);
        Assert.That(tool.ExitCode, Is.Zero, "the other run still has them");
        tool = await ToolRun.Of("training-data", "--dataset", _folder, "--run", foreign, "--output", Files["train.jsonl"]);
        Assert.That(tool.ExitCode, Is.EqualTo(2));
        Assert.That(tool.Error, Does.Contain("2 queries without a negative").And.Contain("no query with both a relevant passage and a negative"));
    }

    private Task<ToolRun> Mine(params string[] options)
    {
        Directory.CreateDirectory(Files["out"]);
        string[] splits = options.Contains("--dev") || options.Contains("--test") ? [] : ["--dev", "0", "--test", "0"];
        return ToolRun.Of(["training-data", "--dataset", _folder, "--run", _run, "--output", Files["out/train.jsonl"], .. splits, .. options]);
    }

    private JsonElement[] Lines(string name) => [.. File.ReadAllLines(Files[$"out/{name}"]).Select(line => JsonDocument.Parse(line).RootElement)];

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;

    private static string[] Texts(JsonElement line, string name) => [.. line.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];
}
