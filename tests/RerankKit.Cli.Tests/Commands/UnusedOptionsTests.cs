using RerankKit.Models;
using RerankKit.TestModels;

namespace RerankKit.Cli.Tests.Commands;

/// <summary>An option that would change nothing is refused by its name, in every command.</summary>
public sealed class UnusedOptionsTests : FileTests
{
    private string[] _rerank = [];

    [SetUp]
    public void SetUp()
    {
        Files.Write("data/corpus.jsonl", """{"_id":"d1","text":"the weather"}""", """{"_id":"d2","text":"cats"}""");
        Files.Write("data/queries.jsonl", """{"_id":"q1","text":"cats"}""");
        Files.Write("qrels.tsv", "q1 0 d2 1");
        Files.WriteRun("first.run", "q1: d1=9 d2=8");
        _rerank = ["rerank", "--dataset", Files["data"], "--run", Files["first.run"], "--output", Files["out.run"]];
    }

    [TestCase("--k1", "5")]
    [TestCase("--b", "0.5")]
    [TestCase("--corpus-statistics")]
    [TestCase("--store", "nothere.db")]
    [TestCase("--store-encoded")]
    [TestCase("--url", "http://127.0.0.1:1")]
    [TestCase("--set", "Foo=bar")]
    public Task WithAModelOptionsOfOtherRerankersAreRefused(params string[] option) => Refuses($"{option[0]} does not go with --model alone", [.. _rerank, "--model", "folder", .. option]);

    [TestCase("--model", "m")]
    [TestCase("--execution-provider", "cuda")]
    [TestCase("--threads", "2")]
    [TestCase("--max-length", "8")]
    [TestCase("--weights", "int8")]
    [TestCase("--onnx-file", "x.onnx")]
    [TestCase("--revision", "main")]
    [TestCase("--accept-non-commercial")]
    [TestCase("--store", "nothere.db")]
    [TestCase("--url", "http://127.0.0.1:1")]
    [TestCase("--set", "Foo=bar")]
    public Task WithBm25OptionsOfOtherRerankersAreRefused(params string[] option) =>
        Refuses($"{option[0]} does not go with --reranker lexical", [.. _rerank, "--reranker", "lexical", .. option]);

    [TestCase("--k1", "5")]
    [TestCase("--execution-provider", "cuda")]
    [TestCase("--threads", "2")]
    [TestCase("--max-length", "8")]
    [TestCase("--weights", "int8")]
    [TestCase("--onnx-file", "x.onnx")]
    [TestCase("--revision", "main")]
    [TestCase("--accept-non-commercial")]
    [TestCase("--store", "nothere.db")]
    public async Task WithAServiceOrALanguageModelOptionsOfOtherRerankersAreRefused(params string[] option)
    {
        foreach (string reranker in (string[])["tei", "llm-listwise"])
        {
            await Refuses($"{option[0]} does not go with --reranker {reranker}", [.. _rerank, "--reranker", reranker, "--url", "http://127.0.0.1:1", "--model", "m", .. option]);
        }
    }

    [TestCase("--k1", "5")]
    [TestCase("--url", "http://127.0.0.1:1")]
    public Task WithLateInteractionOptionsOfOtherRerankersAreRefused(params string[] option) =>
        Refuses($"{option[0]} does not go with --reranker late", [.. _rerank, "--reranker", "late", "--model", "m", .. option]);

    [Test]
    public async Task TheRerankerThatAnOptionIsForIsNamed()
    {
        await Refuses("it is for --reranker lexical.", [.. _rerank, "--model", "m", "--k1", "5"]);
        await Refuses("it is for --reranker minilm or late.", [.. _rerank, "--model", "m", "--store", "x"]);
        await Refuses("it is for services and language models.", [.. _rerank, "--model", "m", "--url", "http://127.0.0.1:1"]);
        await Refuses("it is for --reranker minilm, model, late or embeddings.", [.. _rerank, "--reranker", "lexical", "--threads", "1"]);
    }

    [TestCase("--run", "first.run")]
    [TestCase("--output", "x")]
    [TestCase("--depth", "5")]
    [TestCase("--top", "5")]
    [TestCase("--tag", "x")]
    [TestCase("--resume")]
    [TestCase("--on-error", "skip")]
    [TestCase("--max-cost", "1")]
    [TestCase("--ignore-identical-ids")]
    public Task WithJsonLinesOptionsOfRunsAreRefused(params string[] option) => Refuses($"{option[0]} does not go with --jsonl", ["rerank", "--reranker", "lexical", "--jsonl", .. option]);

    [Test]
    public async Task WithJsonLinesACollectionIsForCountingWordsAlone()
    {
        await Refuses("--dataset does not go with --jsonl unless --corpus-statistics", ["rerank", "--reranker", "lexical", "--jsonl", "--dataset", Files["data"]]);
        (await ToolRun.Of("rerank", "--reranker", "lexical", "--jsonl", "--dataset", Files["data"], "--corpus-statistics")).Succeeded();
    }

    [Test]
    public async Task OptionsOfTheHubAreRefusedWithAFolder()
    {
        string folder = Files["model"];
        TestModel.Write(folder, TestModelPresets.Tiny(TestArchitecture.Bert));
        foreach (string[] option in (string[][])[["--revision", "main"], ["--accept-non-commercial"]])
        {
            string expected = $"{option[0]} does not go with '{folder}', which is a folder";
            await Refuses(expected, [.. _rerank, "--model", folder, .. option]);
            await Refuses(expected, ["index", "--model", folder, "--dataset", Files["data"], "--store", Files["s.db"], .. option]);
            await Refuses(expected, ["explain", "--model", folder, "--query", "q", "--text", "t", .. option]);
        }

        await Refuses("--revision does not go with", ["models", "inspect", folder, "--revision", "main"]);
        await Refuses("--cache does not go with", ["models", "inspect", folder, "--cache", Files["cache"]]);
        await Refuses("is a folder, of which there is nothing to download", ["models", "pull", folder]);
        Assert.That(File.Exists(Files["s.db"]), Is.False);
    }

    [Test]
    public async Task AVeryFileAndAFormatExcludeOneAnother()
    {
        string[] both = ["--onnx-file", "x.onnx", "--weights", "int8"];
        const string Expected = "--weights does not go with --onnx-file";
        await Refuses(Expected, [.. _rerank, "--model", "m", .. both]);
        await Refuses(Expected, ["index", "--model", "m", "--dataset", Files["data"], "--store", Files["s.db"], .. both]);
        await Refuses(Expected, ["explain", "--model", "m", "--query", "q", "--text", "t", .. both]);
        foreach (string[] models in (string[][])[["inspect"], ["pull"], ["pack", "--output", Files["m.tar"]]])
        {
            await Refuses(Expected, ["models", models[0], "a/b", .. models[1..], .. both]);
        }
    }

    [Test]
    public async Task ATableOfVectorsIsRunOnNothing()
    {
        string folder = Files["static"];
        TestModel.Write(Files["model"], TestModelPresets.TinyColbert);
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(Files["model"], "tokenizer.json"), Path.Combine(folder, "tokenizer.json"));
        StaticTokenTable.Create([1f, 0f], [1f], 2).Write(Path.Combine(folder, StaticTokenTable.FileName));
        foreach (string[] option in (string[][])[["--execution-provider", "cpu"], ["--threads", "1"], ["--weights", "fp32"], ["--onnx-file", "x"]])
        {
            await Refuses($"{option[0]} does not go with '{folder}', which is a table", [.. _rerank, "--reranker", "late", "--model", folder, .. option]);
        }
    }

    [TestCase("rrf", "--norm", "min-max")]
    [TestCase("rrf", "--missing", "zero")]
    [TestCase("rrf", "--phi", "0.5")]
    [TestCase("rbc", "--k", "60")]
    [TestCase("rbc", "--sigma", "0.5")]
    [TestCase("convex", "--phi", "0.5")]
    [TestCase("borda", "--norm", "sum")]
    public async Task AFusionRefusesWhatItsMethodDoesNotUse(string method, string option, string value)
    {
        string run = Files["first.run"];
        await Refuses($"{option} does not go with --method {method}", ["fuse", "--method", method, option, value, "--output", Files["out.run"], run, run]);
        await Refuses($"{option} does not go with --method {method}", ["tune", "--method", method, option, value, "--qrels", Files["qrels.tsv"], "--metric", "map", run, run]);
    }

    [TestCase("ndcg@10")]
    [TestCase("recall@100(rel=2)")]
    [TestCase("ndcg,p@5(rel=2)")]
    public async Task ALevelIsRefusedWhereNoMetricUsesIt(string metrics)
    {
        string[] eval = ["eval", "--qrels", Files["qrels.tsv"], "--run", Files["first.run"], "--level", "2", "--metrics"];
        await Refuses("--level does not go with", [.. eval, metrics]);
        (await ToolRun.Of([.. eval, metrics + ",map"])).Succeeded();
    }

    [TestCase("--truncation does not go with texts that are not cut", "--truncation", "only_second")]
    [TestCase("--max-length does not go with --truncation none", "--truncation", "none", "--max-length", "8")]
    public Task TokenizingRefusesACutThatIsNone(string expected, params string[] options) => Refuses(expected, ["tokenize", "--model", "m", .. options]);

    [TestCase("lexical,weights=fp99", "weights does not go with 'lexical'")]
    [TestCase("lexical,threads=1", "threads does not go with 'lexical'")]
    [TestCase("m,weights=int8,file=x.onnx", "weights does not go with file")]
    public Task ParityRefusesWhatARerankerDoesNotUse(string spec, string expected) =>
        Refuses(expected, ["parity", "--a", "lexical", "--b", spec, "--dataset", Files["data"], "--run", Files["first.run"]]);

    [Test]
    public Task ExplainingGivenTextsNeedsNoCollection() =>
        Refuses("--dataset does not go with --query and --text", ["explain", "--model", "m", "--query", "q", "--text", "t", "--dataset", Files["data"]]);

    private static async Task Refuses(string expected, string[] arguments) => (await ToolRun.Of(arguments)).Refused(expected);
}
