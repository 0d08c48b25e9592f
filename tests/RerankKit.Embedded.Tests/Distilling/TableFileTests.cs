using System.Buffers.Binary;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.Embedded.Tests.Distilling;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TableFileTests : IDisposable
{
    private readonly SmallTable _table = new("the cat sat on Mat mat ##s über . Of of and");

    public void Dispose() => _table.Dispose();

    [Test]
    public void AFileHoldsAllThatATableNeeds()
    {
        EmbeddedTable read = EmbeddedTable.Load(_table.Path);
        Assert.That(read.Pieces, Is.EqualTo(_table.Pieces));
        Assert.That((read.Rows, read.Dimension, read.IsEnglish), Is.EqualTo((_table.Pieces.Length, 32, true)));
        Assert.That(read.Tokenizer.SpecialIds, Is.EqualTo(_table.Tokenizer.SpecialIds));
        Assert.That(read.Tokenizer with { SpecialIds = _table.Tokenizer.SpecialIds }, Is.EqualTo(_table.Tokenizer));
        var model = new EmbeddedModel(read);
        string[] Cut(string text) => [.. model.Tokenizer.Encode(text, null, new() { AddSpecialTokens = false }).Ids.Select(id => read.Pieces[id])];
        Assert.That(Cut("the Mats über [CLS] zebra"), Is.EqualTo(new[] { "the", "Mat", "##s", "über", "[UNK]", "[UNK]", "[UNK]", "[UNK]" }), "cased, accents kept, special pieces are text");
    }

    [Test]
    public void EnglishFunctionWordsAreFoundHoweverTheVocabularySpellsThem()
    {
        PieceKinds[] kinds = new EmbeddedModel(EmbeddedTable.Load(_table.Path)).Kinds;
        string[] english = [.. _table.Pieces.Where((_, id) => (kinds[id] & PieceKinds.English) != PieceKinds.None)];
        Assert.That(english, Is.EqualTo(new[] { "the", "Of", "of", "and" }));
        Assert.That(kinds[1] & PieceKinds.Unknown, Is.EqualTo(PieceKinds.Unknown));
    }

    [Test]
    public async Task ItRanksInPlaceOfThePackagesOwn()
    {
        using var reranker = new EmbeddedReranker(new() { TablePath = _table.Path });
        RerankResponse response = await reranker.RerankAsync("cat mat", [new("the and of"), new("the cat sat on the mat"), new("über")]);
        Assert.That(response.Results[0].Index, Is.EqualTo(1));
        Assert.That((response.ModelId, response.Stages.Single().Decision), Is.EqualTo(("small", "scored")));
        RerankerMetadata own = new EmbeddedReranker().GetService<RerankerMetadata>()!;
        RerankerMetadata other = reranker.GetService<RerankerMetadata>()!;
        Assert.That((other.DefaultModelId, other.Revision == own.Revision), Is.EqualTo(("small", false)), "what a cache keys scores by");
    }

    [Test]
    public async Task ATableThatIsNotForEnglishHasNoGuardForIt()
    {
        using var german = new SmallTable("der hund schläft im haus . eine katze", isEnglish: false);
        using var reranker = new EmbeddedReranker(new() { TablePath = german.Path });
        RerankCandidate[] candidates = [new("eine katze .") { Score = 2 }, new("der hund schläft im haus .") { Score = 1 }];
        Assert.That((await reranker.RerankAsync("hund im haus", candidates)).Results[0].Index, Is.EqualTo(1));
        using var same = new SmallTable("der hund schläft im haus . eine katze");
        using var guarded = new EmbeddedReranker(new() { TablePath = same.Path });
        RerankResponse scored = await guarded.RerankAsync("hund im haus", [new("der xhund xschläft xxim xhaus") { Score = 1 }, new("eine xxkatze xxx xxxx") { Score = 2 }]);
        Assert.That(scored.Stages.Single().Decision, Is.EqualTo("first-stage"), "one that is for English guards");
    }

    [Test]
    public async Task ConfigurationNamesIt()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["R:Provider"] = "embedded", ["R:Options:TablePath"] = _table.Path }).Build();
        await using ServiceProvider services = new ServiceCollection().AddEmbeddedReranker().AddReranking(configuration.GetSection("R")).BuildServiceProvider();
        Assert.That(services.GetRequiredService<IReranker>().GetService<RerankerMetadata>()!.DefaultModelId, Is.EqualTo("small"));
    }

    [Test]
    public void WhatIsNotThereOrNotNamedIsSaid()
    {
        Assert.That(() => new EmbeddedReranker(new() { TablePath = "no.table" }), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("'no.table'").And.Message.Contains("rerankkit distill"));
        Assert.That(() => new EmbeddedRerankerOptions { TablePath = " " }, Throws.ArgumentException);
    }

    [TestCase(0, 1, "does not begin")]
    [TestCase(4, 3, "version 3; known are 1 and 2")]
    [TestCase(8, -1, "rows")]
    [TestCase(8, 70_000, "70000 rows")]
    [TestCase(8, 14, "expected: it was cut off")]
    [TestCase(12, 33, "33 numbers")]
    [TestCase(12, 64, "expected: it was cut off")]
    [TestCase(16, 1 << 30, "expected: it was cut off")]
    [TestCase(28, 1 << 20, "settings contradict")]
    [TestCase(32, 16, "settings contradict")]
    [TestCase(36, 0, "settings contradict")]
    [TestCase(40, -1, "settings contradict")]
    [TestCase(44, 999, "settings contradict")]
    [TestCase(400, 7, "digest")]
    public void WhatContradictsItselfIsRefusedInWords(int at, int number, string expected)
    {
        byte[] bytes = [.. _table.Bytes];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), number);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Load(bytes))!;
        Assert.That(error.Message, Does.StartWith($"'{_table.Path}': ").And.Contain(expected));
    }

    [Test]
    public void EveryCutAndEveryFlippedByteIsRefused()
    {
        for (int length = 0; length < _table.Bytes.Length; length += length < 200 ? 1 : 37)
        {
            Assert.That(() => Load(_table.Bytes[..length]), Throws.TypeOf<InvalidDataException>(), $"{length} bytes");
        }

        Assert.That(() => Load([.. _table.Bytes, 0]), Throws.TypeOf<InvalidDataException>());
        var random = new Random(2);
        for (int at = 0; at < _table.Bytes.Length; at += at < 250 ? 1 : 11)
        {
            byte[] bytes = [.. _table.Bytes];
            bytes[at] ^= (byte)random.Next(1, 256);
            Assert.That(() => Load(bytes), Throws.TypeOf<InvalidDataException>(), $"byte {at}");
        }
    }

    private void Load(byte[] bytes)
    {
        File.WriteAllBytes(_table.Path, bytes);
        EmbeddedTable.Load(_table.Path);
    }
}
