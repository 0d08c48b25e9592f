namespace RerankKit.Evaluation.Tests.Beir;

[TestFixture]
public sealed class BeirDatasetTests
{
    private const string Queries = "{\"_id\": \"q1\", \"text\": \"wing\", \"metadata\": {\"a\": [1, {}]}}\n";
    private const string Corpus = "{\"_id\": \"d1\", \"title\": \"T\", \"text\": \"a \\u00e9\"}\r\n\n{\"_id\": 2, \"text\": \"\"}\n{\"_id\": \"d3\", \"title\": null, \"text\": \"c\"}";
    private const string Judgements = "query-id\tcorpus-id\tscore\nq1\td1\t1\n";

    [Test]
    public void LoadsQueriesAndJudgementsAndStreamsTheCorpus()
    {
        using TemporaryFolder folder = Make();

        BeirDataset dataset = BeirDataset.Load(folder.Root);

        Assert.That(dataset.Name, Is.EqualTo(Path.GetFileName(folder.Root)));
        Assert.That(dataset.Queries, Is.EqualTo([new BeirQuery("q1", "wing")]));
        Assert.That(dataset.GetQuery("q1").Text, Is.EqualTo("wing"));
        Assert.That(dataset.Qrels.GetGrade("q1", "d1"), Is.EqualTo(1));
        Assert.That(dataset.ReadCorpus(), Is.EqualTo([new BeirDocument("d1", "T", "a é"), new BeirDocument("2", "", ""), new BeirDocument("d3", "", "c")]));
        Assert.That(dataset.ReadCorpus().Select(document => document.TitleAndText), Is.EqualTo(["T a é", "", "c"]));
        Assert.That(dataset.LoadCorpus().Keys, Is.EquivalentTo(["d1", "2", "d3"]));
    }

    [Test]
    public void OnlyWantedDocumentsAreKept()
    {
        using TemporaryFolder folder = Make();

        Assert.That(BeirDataset.Load(folder.Root).LoadCorpus(new HashSet<string>(["d3", "absent"], StringComparer.Ordinal)).Keys, Is.EqualTo(["d3"]));
    }

    [Test]
    public void TakesTheSplitWhenThereAreNoJudgementsInTheFolderItself()
    {
        using TemporaryFolder folder = Make();
        File.Delete(folder["qrels.tsv"]);
        folder.Write("qrels/test.tsv", Judgements);
        folder.Write("qrels/dev.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t3\n");

        Assert.That(BeirDataset.Load(folder.Root).Qrels.GetGrade("q1", "d1"), Is.EqualTo(1));
        Assert.That(BeirDataset.Load(folder.Root + "/", "dev").Qrels.GetGrade("q1", "d1"), Is.EqualTo(3));
    }

    [Test]
    public void PackedFilesAreFound()
    {
        using TemporaryFolder folder = Make();
        File.Delete(folder["corpus.jsonl"]);
        folder.Write("corpus.jsonl.gz", TextFile.Gzip(Corpus));

        Assert.That(BeirDataset.Load(folder.Root).ReadCorpus().Count(), Is.EqualTo(3));
    }

    [Test]
    public void AFileIsNeededByThoseAloneWhoAskForWhatIsInIt()
    {
        using TemporaryFolder folder = Make();
        File.Delete(folder["queries.jsonl"]);
        File.Delete(folder["qrels.tsv"]);
        BeirDataset dataset = BeirDataset.Load(folder.Root);

        Assert.That(dataset.LoadCorpus(), Has.Count.EqualTo(3));
        Assert.That(() => dataset.Queries, Throws.TypeOf<FileNotFoundException>().With.Message.Contains("'queries.jsonl'"));
        Assert.That(() => dataset.GetQuery("q1"), Throws.TypeOf<FileNotFoundException>());
        Assert.That(() => dataset.Qrels, Throws.TypeOf<FileNotFoundException>().With.Message.Contains("'qrels.tsv'"));
        File.Delete(folder["corpus.jsonl"]);
        Assert.That(() => BeirDataset.Load(folder.Root), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("'corpus.jsonl'"));
    }

    [Test]
    public void JudgementsAreDemandedOfThoseWhoAskForThem()
    {
        using TemporaryFolder folder = Make();
        File.Delete(folder["qrels.tsv"]);

        BeirDataset dataset = BeirDataset.Load(folder.Root);

        Assert.That((dataset.Queries.Count, dataset.LoadCorpus().Count), Is.EqualTo((1, 3)));
        Assert.That(() => dataset.Qrels, Throws.TypeOf<FileNotFoundException>().With.Message.Contains("'qrels.tsv'").And.Message.Contains("test.tsv"));
    }

    [Test]
    public void AMissingFolderIsNamed() =>
        Assert.That(() => BeirDataset.Load("no/such/folder"), Throws.TypeOf<DirectoryNotFoundException>().With.Message.Contains("no/such/folder"));

    [TestCase("not json", "not JSON")]
    [TestCase("[1]", "object")]
    [TestCase("{\"_id\": \"d\"}", "text is missing")]
    [TestCase("{\"_id\": \"d\", \"text\": null}", "text is missing")]
    [TestCase("{\"text\": \"t\"}", "_id is missing")]
    [TestCase("{\"_id\": \"\", \"text\": \"t\"}", "_id is missing")]
    [TestCase("{\"_id\": true, \"text\": \"t\"}", "_id is neither")]
    [TestCase("{\"_id\": \"d\", \"text\": 5}", "text is not a string")]
    [TestCase("{\"_id\": \"d\", \"text\": \"t\"", "not JSON")]
    [TestCase("{\"_id\": \"d\", \"text\": \"t\"} x", "not JSON")]
    [TestCase("{\"_id\": \"d\\ud800\", \"text\": \"t\"}", "UTF-8")]
    public void ABadCorpusLineIsRefusedByFileAndLine(string line, string expected)
    {
        using TemporaryFolder folder = Make();
        string path = folder.Write("corpus.jsonl", $"{{\"_id\": \"d0\", \"text\": \"t\"}}\n{line}\n");
        BeirDataset dataset = BeirDataset.Load(folder.Root);

        EvaluationFormatException? error = Assert.Throws<EvaluationFormatException>(() => _ = dataset.ReadCorpus().Count());

        Assert.That(error!.Line, Is.EqualTo(2));
        Assert.That(error.Message, Does.StartWith($"{path}(2): ").And.Contains(expected));
    }

    [TestCase("cut \\ud83d", "cut \uFFFD", 1)]
    [TestCase("\\udE00\\ud83D x\\n\\\"\\u00e9\\/é日", "\uFFFD\uFFFD x\n\"é/é日", 2)]
    [TestCase("\\ud83d\\ude00\\ud83d", "😀\uFFFD", 1)]
    public void HalfOfASurrogatePairInATextIsReplacedAndCounted(string escaped, string expected, int count)
    {
        using TemporaryFolder folder = Make();
        folder.Write("corpus.jsonl", $"{{\"_id\": \"d1\", \"title\": \"{escaped}\", \"text\": \"{escaped}\", \"metadata\": {{\"a\": \"{escaped}\"}}}}\n{{\"_id\": \"d2\", \"text\": \"t\"}}\n");
        folder.Write("queries.jsonl", $"{{\"_id\": \"q1\", \"text\": \"{escaped}\", \"\\ud800\": 1}}\n");

        BeirDataset dataset = BeirDataset.Load(folder.Root);
        _ = dataset.Queries;
        int inQueries = dataset.ReplacedCharacters;
        BeirDocument document = dataset.LoadCorpus()["d1"];
        _ = dataset.ReadCorpus().Count();

        Assert.That(dataset.Queries[0].Text, Is.EqualTo(expected));
        Assert.That((document.Title, document.Text, document.Metadata["a"]), Is.EqualTo((expected, expected, expected)));
        Assert.That((inQueries, dataset.ReplacedCharacters), Is.EqualTo((count, 4 * count)), "however often the corpus is read");
    }

    [Test]
    public void HalfOfASurrogatePairMayStandAsBytesOfItsOwnButNothingElseThatIsNotUtf8()
    {
        using TemporaryFolder folder = Make();
        folder.Write("corpus.jsonl", [.. "{\"_id\": \"d\", \"text\": \"a\\t"u8, 0xED, 0xA0, 0xBD, .. "b\"}\n"u8]);
        BeirDataset dataset = BeirDataset.Load(folder.Root);

        Assert.That(dataset.ReadCorpus().Single().Text, Is.EqualTo("a\t\uFFFDb"));
        Assert.That(dataset.ReplacedCharacters, Is.EqualTo(1));

        folder.Write("corpus.jsonl", [.. "{\"_id\": \"d\", \"text\": \"caf"u8, 0xE9, .. "\"}\n"u8]);
        Assert.That(() => dataset.ReadCorpus().Count(), Throws.TypeOf<EvaluationFormatException>().With.Message.Contains("UTF-8"));
    }

    [Test]
    public void AnIdThatComesTwiceIsRefused()
    {
        using TemporaryFolder folder = Make();
        folder.Write("corpus.jsonl", "{\"_id\": \"d0\", \"text\": \"t\"}\n{\"_id\": \"d0\", \"text\": \"t\"}\n");
        BeirDataset dataset = BeirDataset.Load(folder.Root);
        folder.Write("queries.jsonl", Queries + Queries);

        Assert.That(() => dataset.LoadCorpus(), Throws.TypeOf<EvaluationFormatException>().With.Property(nameof(EvaluationFormatException.Line)).EqualTo(2));
        Assert.That(() => BeirDataset.Load(folder.Root).Queries, Throws.TypeOf<EvaluationFormatException>().With.Message.Contains("'q1'"));
    }

    [TestCase("cranfield", 1400, 225, 1837)]
    [TestCase("nfcorpus", 3633, 323, 12334)]
    [TestCase("xquad-ru", 240, 1190, 1190)]
    [TestCase("msmarco-dl19", 10852, 43, 9260)]
    public void RealCollectionsHaveTheirPublishedSizes(string name, int documents, int queries, int judgements)
    {
        BeirDataset dataset = BeirDataset.Load(TestData.Path("ir", name));

        Assert.That(dataset.LoadCorpus(), Has.Count.EqualTo(documents));
        Assert.That(dataset.Queries, Has.Count.EqualTo(queries));
        Assert.That(dataset.Qrels.JudgementCount, Is.EqualTo(judgements));
    }

    private static TemporaryFolder Make()
    {
        var folder = new TemporaryFolder();
        folder.Write("queries.jsonl", Queries);
        folder.Write("corpus.jsonl", Corpus);
        folder.Write("qrels.tsv", Judgements);
        return folder;
    }
}
