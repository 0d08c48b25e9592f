namespace RerankKit.Tokenizers;

[TestFixture]
public class AddedTokenTests
{
    [Test]
    public void SpecialTokensInATextAreText()
    {
        var text = TinyTokenizer.Load(TinyTokenizer.Json());
        var parsed = TinyTokenizer.Load(TinyTokenizer.Json(), parse: true);
        Assert.That(Tokens(text, "a[SEP]cat"), Is.EqualTo("a [ sep ] cat"));
        Assert.That(Tokens(parsed, "a[SEP]cat"), Is.EqualTo("a [SEP] cat"));
    }

    [Test]
    public void NoTextYieldsASpecialTokenThatTheModelKnows()
    {
        // Without a pre-tokenizer the model sees "[SEP]" whole and has it in its vocabulary.
        string json = TinyTokenizer.Json(preTokenizer: null, normalizer: null);
        Assert.That(Tokens(TinyTokenizer.Load(json), "[SEP]"), Is.EqualTo("[UNK]"));
        Assert.That(Tokens(TinyTokenizer.Load(json, parse: true), "[SEP]"), Is.EqualTo("[SEP]"));
        string words = json.Replace(TinyTokenizer.WordPiece(TinyTokenizer.Vocabulary), $$"""{"type":"WordLevel","unk_token":"[UNK]","vocab":{{TinyTokenizer.Vocabulary}}}""", StringComparison.Ordinal);
        Assert.That(Tokens(TinyTokenizer.Load(words), "[SEP]"), Is.EqualTo("[UNK]"));
        Assert.That(Tokens(TinyTokenizer.Load(words), "cat"), Is.EqualTo("cat"));
    }

    [Test]
    public void ASpecialTokenThatIsTextHidesWhatLiesInsideIt()
    {
        string tokens = TinyTokenizer.Special + "," + TinyTokenizer.Added(99, "EP");
        Assert.That(Tokens(TinyTokenizer.Load(TinyTokenizer.Json(addedTokens: tokens)), "EP [SEP]"), Is.EqualTo("EP [ sep ]"));
    }

    [TestCase("<x>", "a<x>b", "a <x> b")]
    [TestCase("<x>", "<x><x>", "<x> <x>")]
    [TestCase("<x>", "<x", "[UNK] [UNK]")]
    public void TokensAreFoundInTheRawText(string token, string text, string expected) =>
        Assert.That(Tokens(With(TinyTokenizer.Added(99, token)), text), Is.EqualTo(expected));

    [Test]
    public void TheLongestOfTheLeftmostIsTaken()
    {
        var tokenizer = With(TinyTokenizer.Added(99, "xy"), TinyTokenizer.Added(99, "xyz"), TinyTokenizer.Added(99, "yzzz"));
        Assert.That(Tokens(tokenizer, "xyzzz"), Is.EqualTo("xyz [UNK]"));
        Assert.That(Tokens(tokenizer, "yzzz"), Is.EqualTo("yzzz"));
        Assert.That(Tokens(tokenizer, "xyxyz"), Is.EqualTo("xy xyz"));
    }

    [Test]
    public void TokensThatTheModelLacksFollowItsVocabulary()
    {
        var tokenizer = With(TinyTokenizer.Added(500, "<x>"), TinyTokenizer.Added(4, "<y>"), TinyTokenizer.Added(77, "cat"));
        Assert.That(tokenizer.TokenToId("<x>"), Is.EqualTo(21));
        Assert.That(tokenizer.TokenToId("<y>"), Is.EqualTo(22));
        Assert.That(tokenizer.TokenToId("cat"), Is.EqualTo(5), "the model's id counts, not the file's");
        Assert.That(tokenizer.VocabularySize, Is.EqualTo(23));
        Assert.That(tokenizer.IdToToken(22), Is.EqualTo("<y>"));
        Assert.That(tokenizer.IdToToken(23), Is.Null);
    }

    [TestCase("a ab b", "a ab b")]
    [TestCase("aab", "a ##a ##b", Description = "a word character before")]
    [TestCase("ab\u0301", "ab", Description = "a mark is a word character: the model makes ab of it")]
    [TestCase(".ab.", ". ab .")]
    [TestCase("ab_", "ab [UNK]", Description = "the underscore too: the model again")]
    public void SingleWordsStandAlone(string text, string expected) =>
        Assert.That(Tokens(With(TinyTokenizer.Added(15, "ab", singleWord: true)), text), Is.EqualTo(expected));

    [Test]
    public void SingleWordsAreLeftAloneInsideWords()
    {
        var tokenizer = With(TinyTokenizer.Added(99, "x", singleWord: true));
        Assert.That(Tokens(tokenizer, "x xx ax x"), Is.EqualTo("x [UNK] [UNK] x"));
    }

    [Test]
    public void StrippingTokensSwallowWhiteSpace()
    {
        var tokenizer = With(TinyTokenizer.Added(99, "<l>", left: true), TinyTokenizer.Added(99, "<r>", right: true));
        var encoded = tokenizer.Encode("a \u3000<l> b <r>\t\nc", options: new() { AddSpecialTokens = false });
        Assert.That(encoded.Ids.Select(id => tokenizer.IdToToken(id)), Is.EqualTo((string[])["a", "<l>", "b", "<r>", "c"]));
        Assert.That(encoded.Offsets, Is.EqualTo(((int, int)[])[(0, 1), (1, 6), (7, 8), (9, 14), (14, 15)]));
    }

    [Test]
    public void WhiteSpaceThatIsSwallowedIsNotFoundAgain()
    {
        var tokenizer = TinyTokenizer.Load(TinyTokenizer.Json(normalizer: null, addedTokens: TinyTokenizer.Special + "," + TinyTokenizer.Added(99, "  ", left: true, right: true)));
        Assert.That(tokenizer.CountTokens("a    b"), Is.EqualTo(3));
    }

    [Test]
    public void NormalizedTokensAreFoundInNormalizedText()
    {
        var tokenizer = With(TinyTokenizer.Added(99, "\u00C9X", normalized: true));
        Assert.That(Tokens(tokenizer, "a ex b"), Is.EqualTo("a \u00C9X b"));
        Assert.That(Tokens(tokenizer, "E\u0301\u0001X"), Is.EqualTo("\u00C9X"));
    }

    [Test]
    public void RawTokensAreFoundFirst()
    {
        var tokenizer = With(TinyTokenizer.Added(99, "xy", normalized: true), TinyTokenizer.Added(99, "YZ"));
        Assert.That(Tokens(tokenizer, "XYZ"), Is.EqualTo("[UNK] YZ"));
        Assert.That(Tokens(tokenizer, "xyz"), Is.EqualTo("xy [UNK]"));
    }

    [Test]
    public void ATokenThatNormalizesToNothingIsRefused()
    {
        string json = TinyTokenizer.Json(addedTokens: TinyTokenizer.Added(99, "\\u0001", normalized: true));
        Assert.That(() => TinyTokenizer.Load(json), Throws.TypeOf<NotSupportedException>().With.Message.Contains("normalized"));
    }

    private static HuggingFaceTokenizer With(params string[] tokens) =>
        TinyTokenizer.Load(TinyTokenizer.Json(addedTokens: string.Join(',', [TinyTokenizer.Special, .. tokens])));

    private static string Tokens(HuggingFaceTokenizer tokenizer, string text) =>
        string.Join(' ', tokenizer.Encode(text, options: new() { AddSpecialTokens = false }).Ids.Select(id => tokenizer.IdToToken(id)));
}
