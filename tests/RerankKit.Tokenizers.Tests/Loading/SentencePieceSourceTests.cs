namespace RerankKit.Tokenizers;

public sealed class SentencePieceSourceTests : IDisposable
{
    private static readonly (string Text, float Score, SentencePieceType Type)[] Pieces =
        [("<unk>", 0, SentencePieceType.Unknown), ("<s>", 0, SentencePieceType.Control), ("</s>", 0, SentencePieceType.Control),
         ("\u2581a", -1, SentencePieceType.Normal), ("\u2581b", -2, SentencePieceType.Normal), ("<", -3, SentencePieceType.Normal), ("\u2581", -4, SentencePieceType.Normal)];

    private readonly string _folder = Directory.CreateTempSubdirectory("rerankkit-tokenizer").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Pieces a and b are 3 and 4 in the file, the unknown piece 0, <s> 1, </s> 2.
    [TestCase(null, new[] { 3, 4, 0 }, new[] { 3, 4 })]
    [TestCase("LlamaTokenizer", new[] { 1, 3, 4, 0 }, new[] { 1, 3, 1, 4 })]
    [TestCase("LlamaTokenizerFast", new[] { 1, 3, 4, 0 }, new[] { 1, 3, 1, 4 })]
    [TestCase("T5Tokenizer", new[] { 3, 4, 0, 2 }, new[] { 3, 2, 4, 2 })]
    [TestCase("XLMRobertaTokenizer", new[] { 0, 4, 5, 3, 2 }, new[] { 0, 4, 2, 2, 5, 2 })]
    [TestCase("CamembertTokenizer", new[] { 5, 7, 8, 3, 6 }, new[] { 5, 7, 6, 6, 8, 6 })]
    public void TheClassDecidesIdsAndLayout(string? tokenizerClass, int[] alone, int[] paired)
    {
        var tokenizer = Load(tokenizerClass);

        Assert.That(tokenizer.Encode("a bx").Ids, Is.EqualTo(alone));
        Assert.That(tokenizer.Encode("a", "b").Ids, Is.EqualTo(paired));
    }

    [Test]
    public void TokensBesideTheFileHaveTheirPlaces()
    {
        Assert.That(Load("XLMRobertaTokenizer").TokenToId("<mask>"), Is.EqualTo(8));
        Assert.That(Load("XLMRobertaTokenizer").IdToToken(4), Is.EqualTo("\u2581a"));
        Assert.That(Load("XLMRobertaTokenizer").TokenToId("<unk>"), Is.EqualTo(3));
        Assert.That(Load("T5Tokenizer").TokenToId("<extra_id_0>"), Is.EqualTo(7 + 99));
        Assert.That(Load("T5Tokenizer").VocabularySize, Is.EqualTo(107));
    }

    [Test]
    public void SpecialTokensInTextAreTextUnlessParsed()
    {
        Assert.That(Load("T5Tokenizer").Encode("a</s>").Ids, Is.EqualTo((int[])[3, 5, 0, 2]));
        Assert.That(Load("T5Tokenizer", parse: true).Encode("a</s>").Ids, Is.EqualTo((int[])[3, 2, 2]));
    }

    [Test]
    public void UnknownClassesAreRefusedByName() =>
        Assert.That(() => Load("MarianTokenizer"), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("MarianTokenizer").And.Message.Contains("tokenizer.json"));

    private HuggingFaceTokenizer Load(string? tokenizerClass, bool parse = false)
    {
        File.WriteAllBytes(Path.Combine(_folder, "spiece.model"), SentencePieceFileTests.Write(Pieces, 1));
        string configuration = Path.Combine(_folder, "tokenizer_config.json");
        File.Delete(configuration);
        if (tokenizerClass is not null)
        {
            File.WriteAllText(configuration, $$"""{"tokenizer_class":"{{tokenizerClass}}"}""");
        }

        return HuggingFaceTokenizer.Load(_folder, new() { ParseSpecialTokens = parse });
    }
}
