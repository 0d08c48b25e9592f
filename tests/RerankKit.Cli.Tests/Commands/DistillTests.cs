using RerankKit.Embedded;
using RerankKit.TestModels;

namespace RerankKit.Cli.Tests.Commands;

/// <summary><c>rerankkit distill</c>, and <c>rerank --reranker embedded --table</c>.</summary>
public sealed class DistillTests : FileTests
{
    private static readonly TestModelOptions Model = TestModelPresets.Tiny(TestArchitecture.Bert) with { Vocabulary = 600, Head = TestHead.HiddenStates, Seed = 5 };
    private IReferenceModel _reference = null!;

    [SetUp]
    public void Write() => _reference = TestModel.Write(Files["model"], Model);

    [Test]
    public async Task ATableOfACorpusIsWhatTheRecipeSays()
    {
        string[] passages = [.. Passages(40)];
        Files.Write("passages.txt", passages);
        ToolRun tool = (await Distill("--corpus", Files["passages.txt"])).Succeeded();
        Assert.That(tool.Error, Does.Contain("Reading 40 passages").And.Contain("of 40 passages: 600 pieces"));
        Assert.That(File.Exists(Partial), Is.False);

        var tokenizer = HuggingFaceTokenizer.Load(Files["model"]);
        int[][] ids = [.. passages.Select(passage => tokenizer.Encode(passage).Ids.ToArray())];
        var naive = new NaiveTable(_reference, [.. ids]);
        EmbeddedTable table = EmbeddedTable.Load(Output);
        Assert.That(table.Pieces[1..5], Is.EqualTo(Enumerable.Range(1, 4).Select(id => tokenizer.IdToToken(id))), "its own vocabulary");
        bool[] isText = PieceWeights.OfText(table.Pieces, table.Tokenizer.SpecialIds);
        double[][] expected = naive.Rows(isText);
        int[] used = [.. ids.SelectMany(passage => passage).Distinct().Where(id => isText[id])];
        int[] sample = [.. used.Union(Enumerable.Range(0, 600).Where(id => isText[id] && id % 29 == 0))];
        Assert.That(used, Has.Length.GreaterThan(10));
        foreach (int one in sample)
        {
            int df = ids.Count(passage => passage.Contains(one));
            Assert.That(table.Weights[one], Is.AnyOf(0f, (float)Math.Log(1 + ((40 - df + 0.5) / (df + 0.5)))), table.Pieces[one]);
            foreach (int other in sample)
            {
                double cosine = table.Row(one).ToArray().Zip(table.Row(other).ToArray(), (a, b) => (double)a * b).Sum() * table.Scales[one] * table.Scales[other];
                Assert.That(cosine, Is.EqualTo(NaiveTable.Cosine(expected[one], expected[other])).Within(0.03), $"{table.Pieces[one]} and {table.Pieces[other]}");
            }
        }

        Assert.That(table.Weights.ToArray().Count(weight => weight > 0), Is.GreaterThan(300));
    }

    [Test]
    public async Task WhereARunBeganDoesNotChangeAByte()
    {
        Files.Write("passages.txt.gz", [.. Passages(400)]);
        string[] arguments = ["--corpus", Files["passages.txt.gz"]];
        (await Distill(arguments)).Succeeded();
        byte[] whole = await File.ReadAllBytesAsync(Output);
        File.Delete(Output);

        var clock = new Clock();
        using var stop = new CancellationTokenSource();
        clock.Read = () =>
        {
            if (File.Exists(Partial))
            {
                stop.Cancel();
            }
        };
        ToolRun interrupted = await Distill(clock, stop.Token, arguments);
        Assert.That((interrupted.ExitCode, File.Exists(Output)), Is.EqualTo((130, false)), interrupted.Error);
        Assert.That(interrupted.Error, Does.Match(@"\d+ of 400 passages, [\d,]+ a second, about .* left").And.Match($"Cancelled. (128|256|384) of 400 passages are kept in '{Partial}'; the same command goes on behind them."));

        ToolRun resumed = (await Distill(arguments)).Succeeded();
        Assert.That(resumed.Error, Does.Match(@"Reading 400 passages; (128|256|384) of them were read before"));
        Assert.That(await File.ReadAllBytesAsync(Output), Is.EqualTo(whole));
        Assert.That(File.Exists(Partial), Is.False);
    }

    [Test]
    public async Task WhatIsLeftOfSomethingElseIsNotGoneOnWith()
    {
        Files.Write("passages.txt", "one key", "two keys");
        File.WriteAllText(Partial, "no");
        RefusedLate(await Distill("--corpus", Files["passages.txt"]), Partial, "Delete it");
        await LeavePartial();
        Files.Write("passages.txt", "one key", "two keys, changed");
        RefusedLate(await Distill("--corpus", Files["passages.txt"]), $"'{Partial}' is of another model, other settings or another corpus");
        Files.Write("passages.txt", "one key", "two keys");
        RefusedLate(await Distill("--corpus", Files["passages.txt"], "--max-length", "16"), "other settings");
        byte[] partial = await File.ReadAllBytesAsync(Partial);
        partial[^50] ^= 1;
        await File.WriteAllBytesAsync(Partial, partial);
        RefusedLate(await Distill("--corpus", Files["passages.txt"]), "is damaged");
    }

    [Test]
    public async Task AFolderItsCorpusAndItsLinesGiveTheSameTable()
    {
        Files.Write("c/corpus.jsonl", """{"_id":"a","title":"Keys","text":"rotate a signing key"}""", """{"_id":"b","text":"locks keep gates shut"}""");
        Files.Write("lines.txt", "Keys rotate a signing key", "", "locks keep gates shut");
        List<byte[]> tables = [];
        foreach (string corpus in (string[])["c", "c/corpus.jsonl", "lines.txt"])
        {
            ToolRun tool = (await Distill("--corpus", Files[corpus])).Succeeded();
            Assert.That(tool.Error, Does.Contain("It is not for English"), "no function word among its words");
            tables.Add(await File.ReadAllBytesAsync(Output));
        }

        Assert.That(tables, Has.All.EqualTo(tables[0]));
    }

    [Test]
    public async Task WithoutACorpusTheModelAloneGivesATableThatRanks()
    {
        ToolRun tool = (await Distill()).Succeeded();
        Assert.That(tool.Error, Does.Contain("of no corpus: 600 pieces").And.Not.Contain("It is not for English"), "its vocabulary has the function words");
        byte[] first = await File.ReadAllBytesAsync(Output);
        (await Distill()).Succeeded();
        Assert.That(await File.ReadAllBytesAsync(Output), Is.EqualTo(first));

        Files.Write("c/corpus.jsonl", """{"_id":"a","text":"rotate a signing key"}""", """{"_id":"b","text":"locks keep doors shut"}""");
        Files.Write("c/queries.jsonl", """{"_id":"q","text":"signing key"}""");
        Files.WriteRun("bm25.run", "q: b=2 a=1");
        string[] rerank = ["rerank", "--dataset", Files["c"], "--run", Files["bm25.run"], "--output", Files["out.run"]];
        (await ToolRun.Of([.. rerank, "--reranker", "embedded", "--table", Output])).Succeeded();
        Assert.That(File.ReadAllLines(Files["out.run"])[0], Does.StartWith("q Q0 a 1 "));
        (await ToolRun.Of([.. rerank, "--reranker", "lexical", "--table", Output])).Refused("--table does not go with --reranker lexical; it is for --reranker embedded");
        await File.WriteAllBytesAsync(Output, first[..1000]);
        RefusedLate(await ToolRun.Of([.. rerank, "--reranker", "embedded", "--table", Output]), Output, "it was cut off");
        RefusedLate(await ToolRun.Of([.. rerank, "--reranker", "embedded", "--table", "no.table"]), "There is no table 'no.table'");
    }

    [Test]
    public async Task WhatCannotBeReadOrWrittenIsSaidBeforeTheWork()
    {
        (await Distill("--corpus", "-")).Refused("--corpus is '-'");
        (await Distill("--corpus", Files["none.txt"])).Refused("none.txt");
        (await Distill("--corpus", Files.Write("empty.txt", ""))).Refused("has no passage");
        (await Distill("--corpus", Files.Write("bad.jsonl", "{\"_id\": 1, \"text\": \"a\"}", "{"))).Refused("bad.jsonl(2)");
        await File.WriteAllBytesAsync(Files["latin.txt"], [.. "a b\ncaf"u8, 0xE9, 10]);
        (await Distill("--corpus", Files["latin.txt"])).Refused("latin.txt(2)", "UTF-8");
        (await ToolRun.Of("distill", "--model", Files["model"], "--output", Files["no/such.table"])).Refused("there is no folder");
        (await ToolRun.Of("distill", "--model", Files["model"], "--output", Files.Folder)).Refused("is a folder");
    }

    [Test]
    public async Task ModelsThatGiveNoTableAreRefusedByWhatTheyAre()
    {
        TestModel.Write(Files["xlm"], TestModelPresets.Tiny(TestArchitecture.XlmRoberta) with { Head = TestHead.HiddenStates });
        RefusedLate(await ToolRun.Of("distill", "--model", Files["xlm"], "--output", Output), "BertNormalizer, BertPreTokenizer and WordPiece");
        TestModel.Write(Files["cross"], TestModelPresets.Tiny(TestArchitecture.Bert));
        RefusedLate(await ToolRun.Of("distill", "--model", Files["cross"], "--output", Output), "not an embedding model");
        Assert.That(File.Exists(Output), Is.False);
    }

    [Test]
    [Platform("Linux", Reason = "/dev/full")]
    public async Task AFullDiskIsSaid()
    {
        Files.Write("passages.txt", "one key");
        RefusedLate(await ToolRun.Of("distill", "--model", Files["model"], "--corpus", Files["passages.txt"], "--output", "/dev/full"), "No space left on device");
    }

    // A refusal when the model was named already.
    private static void RefusedLate(ToolRun run, params string[] words)
    {
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")), run.Error);
        Assert.That(words, Has.All.Matches<string>(word => run.Error.Contains(word, StringComparison.Ordinal)), run.Error);
    }

    private string Output => Files["mine.table"];

    private string Partial => Files["mine.table.partial"];

    private Task<ToolRun> Distill(params string[] options) => ToolRun.Of(["distill", "--model", Files["model"], "--output", Output, .. options]);

    private async Task<ToolRun> Distill(TimeProvider clock, CancellationToken cancellationToken, params string[] options)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = await RerankKitTool.RunAsync(
            ["distill", "--model", Files["model"], "--output", Output, .. options], new(new MemoryStream(), output, error) { TimeProvider = clock }, cancellationToken);
        return new(code, output.ToString(), error.ToString());
    }

    // What a run leaves that ends when the corpus is read: its pieces' pass is cancelled.
    private async Task LeavePartial()
    {
        File.Delete(Partial);
        using var stop = new CancellationTokenSource();
        var clock = new Clock();
        clock.Read = () =>
        {
            if (File.Exists(Partial))
            {
                stop.Cancel();
            }
        };
        ToolRun run = await Distill(clock, stop.Token, "--corpus", Files["passages.txt"]);
        Assert.That(run.Error, Does.Contain("2 of 2 passages are kept"));
    }

    private static IEnumerable<string> Passages(int count)
    {
        string[] words = ["key", "door", "lock", "the", "of", "to", "signing", "rotate", "shut", "a", "and", "is", "x1", ",", "."];
        var random = new Random(3);
        return Enumerable.Range(0, count).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(1, 20)).Select(_ => words[(int)(words.Length * Math.Pow(random.NextDouble(), 2))])));
    }

    /// <summary>A clock on which a minute passes between any two looks.</summary>
    private sealed class Clock : TimeProvider
    {
        private int _reads;

        public Action Read { get; set; } = static () => { };

        public override long TimestampFrequency => 1;

        public override long GetTimestamp()
        {
            int reads = Interlocked.Increment(ref _reads);
            Read();
            return 60L * reads;
        }
    }
}
