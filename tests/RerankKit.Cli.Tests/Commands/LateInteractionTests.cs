using System.Globalization;
using System.Text.Json;
using RerankKit.Evaluation;
using RerankKit.LateInteraction;
using RerankKit.Models;
using RerankKit.Onnx;
using RerankKit.Sqlite;
using RerankKit.TestModels;

namespace RerankKit.Cli.Tests.Commands;

/// <summary>index, rerank --reranker late and explain, on generated models.</summary>
public sealed class LateInteractionTests : FileTests
{
    private string _run = "";
    private string _model = "";
    private string _store = "";

    [SetUp]
    public void SetUp()
    {
        Files.Write(
            "data/corpus.jsonl",
            """{"_id":"d1","title":"","text":"the weather in spring"}""",
            """{"_id":"d2","title":"Cats","text":"they sleep"}""",
            """{"_id":"d3","text":"cats and more cats and cats"}""",
            """{"_id":"d4","text":"a wing makes lift, and drag"}""");
        Files.Write("data/queries.jsonl", """{"_id":"q1","text":"cats"}""", """{"_id":"q2","text":"lift of a wing"}""");
        Files.Write("data/qrels.tsv", "query-id\tcorpus-id\tscore", "q1\td3\t1", "q2\td4\t1");
        _run = Files.WriteRun("first.run", "q1: d1=9 d2=8 d3=7", "q2: d1=9 d4=8 d3=7");
        _model = Files["model"];
        _store = Files["vectors.db"];
        TestModel.Write(_model, TestModelPresets.TinyColbert);
    }

    [Test]
    public async Task ARunIsRerankedOutOfAnIndexWithTheScoresOfTheLibrary()
    {
        ToolRun index = (await ToolRun.Of("index", "--model", _model, "--dataset", Files["data"], "--store", _store, "--vectors", "fp32")).Succeeded();
        ToolRun rerank = (await ToolRun.Of("rerank", "--reranker", "late", "--model", _model, "--store", _store, "--dataset", Files["data"], "--run", _run, "--output", Files["late.run"])).Succeeded();

        using var reranker = new LateInteractionReranker(MultiVectorEncoder.Load(_model));
        RerankResponse expected = await reranker.RerankAsync("cats", ["the weather in spring", "Cats they sleep", "cats and more cats and cats"]);
        var actual = RunFile.Read(Files["late.run"])["q1"];
        Assert.That(actual.Select(document => document.Id), Is.EqualTo(expected.Results.Select(result => $"d{result.Index + 1}")));
        Assert.That(actual.Select(document => document.Score), Is.EqualTo(expected.Results.Select(result => result.Score)).Within(1e-4));
        Assert.That(index.Error, Does.Contain("Stored 4 documents").And.Contain("float32/24"));
        Assert.That(rerank.Error, Does.Contain("Store: 6 of 6 documents found, 0 encoded"));
    }

    [Test]
    public async Task AnIndexWithContextServesARunWithTheSameContext()
    {
        string[] context = ["--context", "title", "--context-below", "5"];
        ToolRun index = (await ToolRun.Of(["index", "--model", _model, "--dataset", Files["data"], "--store", _store, .. context])).Succeeded();
        string[] rerank = ["rerank", "--reranker", "late", "--model", _model, "--store", _store, "--dataset", Files["data"], "--run", _run, "--output", Files["late.run"]];
        ToolRun same = (await ToolRun.Of([.. rerank, .. context])).Succeeded();
        ToolRun other = (await ToolRun.Of(rerank)).Succeeded();
        Assert.That(index.Error, Does.Contain("Context {title}: behind the text of 1 of 4 documents"));
        Assert.That(same.Error, Does.Contain("Store: 6 of 6 documents found, 0 encoded"));
        Assert.That(other.Error, Does.Contain("Store: 5 of 6 documents found, 1 encoded"), "d2 is another text with its title in front");
    }

    [Test]
    public async Task WhatTheModelIsTakenForIsSaidBeforeAnythingIsEncoded()
    {
        ToolRun inspect = (await ToolRun.Of("models", "inspect", _model)).Succeeded();
        ToolRun json = (await ToolRun.Of("models", "inspect", _model, "--json")).Succeeded();
        ToolRun index = (await ToolRun.Of("index", "--model", _model, "--dataset", Files["data"], "--store", _store)).Succeeded();
        Assert.That(inspect.Output, Does.Match(@"late interaction +by sentence-transformers files, 24 numbers per vector").And.Match(@"queries +filled up and cut to \d+ tokens").And.Match(@"documents +up to \d+ tokens"));
        Assert.That(json.Json.GetProperty("lateInteraction").GetProperty("expansion").GetString(), Is.EqualTo("fixed"));
        Assert.That(index.Error, Does.Contain("Late interaction by sentence-transformers files, queries filled up and cut to"));
    }

    [TestCase("fp16")]
    [TestCase("bf16")]
    [TestCase("int8")]
    [TestCase("residual2")]
    [TestCase("residual1")]
    public async Task EveryPrecisionIsIndexedAndScored(string precision)
    {
        (await ToolRun.Of("index", "--model", _model, "--dataset", Files["data"], "--store", _store, "--vectors", precision)).Succeeded();
        ToolRun rerank = (await ToolRun.Of("rerank", "--reranker", "late", "--model", _model, "--store", _store, "--dataset", Files["data"], "--run", _run, "--output", "-")).Succeeded();
        Assert.That(rerank.Lines, Has.Length.EqualTo(6));
        Assert.That(rerank.Error, Does.Contain("6 of 6"));
    }

    [Test]
    public async Task IndexingNeedsACorpusAndNothingElse()
    {
        File.Delete(Files["data/qrels.tsv"]);
        File.Delete(Files["data/queries.jsonl"]);
        Assert.That((await ToolRun.Of("index", "--model", _model, "--dataset", Files["data"], "--store", _store)).Succeeded().Error, Does.Contain("Stored 4 documents"));
    }

    [Test]
    public async Task ASecondBuildSkipsWhatIsThereAndTakesWhatChanged()
    {
        string[] build = ["index", "--model", _model, "--dataset", Files["data"], "--store", _store];
        (await ToolRun.Of(build)).Succeeded();
        Files.Write(
            "data/corpus.jsonl",
            """{"_id":"d1","title":"","text":"the weather in spring"}""",
            """{"_id":"d2","title":"Cats","text":"they sleep all day"}""",
            """{"_id":"d5","text":"something new"}""");
        ToolRun again = (await ToolRun.Of(build)).Succeeded();
        Assert.That(again.Error, Does.Contain("Stored 2 documents").And.Contain("1 were there already").And.Contain("The store has 5 documents"));
    }

    [Test]
    public async Task ABuildThatFailsSaysWhatIsStoredAndGoesOnFromThere()
    {
        string[] lines = await File.ReadAllLinesAsync(Files["data/corpus.jsonl"]);
        string[] build = ["index", "--model", _model, "--dataset", Files["data"], "--store", _store, "--batch", "1"];
        Files.Write("data/corpus.jsonl", [.. lines[..3], "broken"]);
        ToolRun failed = await ToolRun.Of(build);
        Assert.That(failed.ExitCode, Is.EqualTo(1));
        Assert.That(failed.Error, Does.Contain("error: ").And.Contain("corpus.jsonl(4)").And.Contain("documents are in the store; the same command goes on behind them."));
        Files.Write("data/corpus.jsonl", lines);
        Assert.That((await ToolRun.Of(build)).Succeeded().Error, Does.Match("[1-3] were there already"));
    }

    [Test]
    public async Task WhatTheStoreLacksIsEncodedAndWrittenOnlyWhenToldTo()
    {
        File.WriteAllText(Files["data/corpus.jsonl"], """{"_id":"d1","title":"","text":"the weather in spring"}""" + "\n");
        (await ToolRun.Of("index", "--model", _model, "--dataset", Files["data"], "--store", _store)).Succeeded();
        string request = """{"query":"cats","documents":[{"id":"d1","text":"the weather in spring"},{"id":"d9","text":"new cats"}]}""" + "\n";
        string[] rerank = ["rerank", "--reranker", "late", "--model", _model, "--store", _store, "--jsonl"];

        Assert.That((await ToolRun.WithInput(request, rerank)).Succeeded().Error, Does.Contain("1 of 2 documents found, 1 encoded"));
        Assert.That((await ToolRun.WithInput(request, [.. rerank, "--store-encoded"])).Succeeded().Error, Does.Contain("1 of 2 documents found"));
        Assert.That((await ToolRun.WithInput(request, rerank)).Succeeded().Error, Does.Contain("2 of 2 documents found, 0 encoded"));
    }

    [Test]
    public async Task WithoutAStoreEverythingIsEncoded()
    {
        ToolRun tool = (await ToolRun.WithInput("""{"query":"cats","documents":["a wing","cats"]}""" + "\n", "rerank", "--reranker", "late", "--model", _model, "--jsonl")).Succeeded();
        Assert.That(tool.Json.GetProperty("scoreKind").GetString(), Is.EqualTo("similarity"));
    }

    [Test]
    public async Task AStoreOfAnotherModelOrNoneAtAllIsRefused()
    {
        ToolRun none = await ToolRun.WithInput("", "rerank", "--reranker", "late", "--model", _model, "--store", Files["missing.db"], "--jsonl");
        none.Refused("missing.db", "rerankkit index");
        string other = Files["other"];
        TestModel.Write(other, TestModelPresets.TinyColbert with { Seed = 77 });
        (await ToolRun.Of("index", "--model", other, "--dataset", Files["data"], "--store", _store)).Succeeded();
        ToolRun wrong = await ToolRun.WithInput("", "rerank", "--reranker", "late", "--model", _model, "--store", _store, "--jsonl");
        RefusedOnceLoaded(wrong, "no vectors of this model", "rerankkit index");
        Assert.That(wrong.Error, Does.Not.Contain("codec"));
        Assert.That(File.Exists(Files["missing.db"]), Is.False);
    }

    [Test]
    public async Task AnotherPrecisionThanTheStoresIsRefusedAndNothingIsLost()
    {
        string[] build = ["index", "--model", _model, "--dataset", Files["data"], "--store", _store];
        (await ToolRun.Of([.. build, "--vectors", "fp16"])).Succeeded();
        RefusedOnceLoaded(await ToolRun.Of([.. build, "--vectors", "int8"]), "float16", "another file", "--vectors");
        Assert.That((await ToolRun.Of(build)).Succeeded().Error, Does.Contain("4 were there already"), "Without --vectors the store's own stands.");
    }

    [Test]
    public async Task AFileThatIsNoStoreIsLeftAlone()
    {
        File.WriteAllText(_store, "my notes");
        (await ToolRun.Of("index", "--model", _model, "--dataset", Files["data"], "--store", _store)).Refused("vectors.db");
        Assert.That(File.ReadAllText(_store), Is.EqualTo("my notes"));
    }

    [Test]
    public async Task ACrossEncoderIsNoEncoderOfTokenVectors()
    {
        TestModel.Write(Files["cross"], TestModelPresets.Tiny(TestArchitecture.Bert));
        RefusedOnceLoaded(await ToolRun.Of("index", "--model", Files["cross"], "--dataset", Files["data"], "--store", _store), "cross");
    }

    [Test]
    public async Task AStaticTableIsAModelToo()
    {
        string folder = Files["static"];
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(_model, "tokenizer.json"), Path.Combine(folder, "tokenizer.json"));
        var tokenizer = HuggingFaceTokenizer.Load(folder);
        var random = new Random(11);
        float[] vectors = [.. Enumerable.Range(0, tokenizer.VocabularySize * 16).Select(_ => (float)(random.NextDouble() - 0.5))];
        float[] weights = [.. Enumerable.Repeat(1f, tokenizer.VocabularySize)];
        StaticTokenTable.Create(vectors, weights, 16).Write(Path.Combine(folder, StaticTokenTable.FileName));

        (await ToolRun.Of("index", "--model", folder, "--dataset", Files["data"], "--store", _store)).Succeeded();
        ToolRun rerank = (await ToolRun.Of("rerank", "--reranker", "late", "--model", folder, "--store", _store, "--dataset", Files["data"], "--run", _run, "--output", "-")).Succeeded();
        Assert.That(rerank.Error, Does.Contain("6 of 6"));
        Assert.That(rerank.Lines[2], Does.StartWith("q1 Q0 d1 "), "The only document without the query's word is the last.");
    }

    [Test]
    public async Task AnExplanationAddsUpToTheScoreAndItsOffsetsCountInTheText()
    {
        ToolRun tool = (await ToolRun.Of("explain", "--model", _model, "--dataset", Files["data"], "--query-id", "q2", "--document", "d4", "--json")).Succeeded();
        JsonElement[] matches = [.. tool.Json.GetProperty("matches").EnumerateArray()];
        const string Text = "a wing makes lift, and drag";
        using (Assert.EnterMultipleScope())
        {
            Assert.That(matches.Sum(match => match.GetProperty("similarity").GetDouble()), Is.EqualTo(tool.Json.GetProperty("score").GetDouble()).Within(1e-9));
            Assert.That(matches.Select(match => match.GetProperty("document").GetProperty("start").GetInt32()), Is.All.InRange(0, Text.Length));
            foreach (JsonElement span in tool.Json.GetProperty("highlights").EnumerateArray())
            {
                Assert.That(span.GetProperty("text").GetString(), Is.EqualTo(Text.Substring(span.GetProperty("start").GetInt32(), span.GetProperty("length").GetInt32())));
            }
        }
    }

    [Test]
    public async Task AnExplanationIsATableAndTheTextMarked()
    {
        ToolRun tool = (await ToolRun.Of("explain", "--model", _model, "--query", "lift of a wing", "--text", "wings give lift")).Succeeded();
        Assert.That(tool.Output, Does.Contain("similarity").And.Contain("score ").And.Contain("["));
        double score = double.Parse(tool.Lines.Single(line => line.StartsWith("score ", StringComparison.Ordinal))[6..], CultureInfo.InvariantCulture);
        using var encoder = MultiVectorEncoder.Load(_model);
        Assert.That(score, Is.EqualTo((await encoder.ExplainAsync("lift of a wing", "wings give lift")).Score).Within(1e-4));
    }

    [TestCase("--text is missing", "explain", "--model", "m", "--query", "q")]
    [TestCase("--query is missing", "explain", "--model", "m", "--text", "t")]
    [TestCase("--document needs --dataset", "explain", "--model", "m", "--query", "q", "--document", "d")]
    [TestCase("--query does not go with --query-id", "explain", "--model", "m", "--query", "q", "--query-id", "q1", "--text", "t")]
    [TestCase("--batch", "index", "--model", "m", "--dataset", "d", "--store", "s", "--batch", "0")]
    [TestCase("--vectors is 'int2'", "index", "--model", "m", "--dataset", "d", "--store", "s", "--vectors", "int2")]
    public async Task WrongArgumentsAreSaid(string message, params string[] arguments) => (await ToolRun.Of(arguments)).Refused(message);

    [Test]
    public async Task IdsThatTheCollectionLacksAreSaid()
    {
        (await ToolRun.Of("explain", "--model", _model, "--dataset", Files["data"], "--query-id", "q9", "--document", "d4")).Refused("--query-id is 'q9'");
        (await ToolRun.Of("explain", "--model", _model, "--dataset", Files["data"], "--query-id", "q1", "--document", "d9")).Refused("--document is 'd9'");
        (await ToolRun.WithInput("", "rerank", "--reranker", "late", "--model", _model, "--store-encoded", "--jsonl")).Refused("--store-encoded needs --store");
    }

    [Test]
    public async Task ADatabaseIsReadWhileItIsBuilt()
    {
        (await ToolRun.Of("index", "--model", _model, "--dataset", Files["data"], "--store", _store)).Succeeded();
        using var open = RerankDatabase.Open(_store);
        ToolRun rerank = (await ToolRun.Of("rerank", "--reranker", "late", "--model", _model, "--store", _store, "--dataset", Files["data"], "--run", _run, "--output", "-")).Succeeded();
        Assert.That(rerank.Error, Does.Contain("6 of 6"));
    }

    // The line that names the model's file comes before the message.
    private static void RefusedOnceLoaded(ToolRun tool, params string[] words) => (tool with { Error = tool.Error[tool.Error.IndexOf("error: ", StringComparison.Ordinal)..] }).Refused(words);
}
