namespace RerankKit.Tokenizers;

[TestFixture]
public class TokenizerTests
{
    [Test]
    public void TheCounterpartsOfATokenAreFound()
    {
        var tokenizer = TinyTokenizer.Load(TinyTokenizer.Json());
        Assert.That(tokenizer.TokenToId("##at"), Is.EqualTo(8));
        Assert.That(tokenizer.TokenToId("dog"), Is.Null);
        Assert.That(tokenizer.IdToToken(8), Is.EqualTo("##at"));
        Assert.That(tokenizer.IdToToken(-1), Is.Null);
        Assert.That(tokenizer.IdToToken(21), Is.Null);
        Assert.That(tokenizer.VocabularySize, Is.EqualTo(21));
    }

    [Test]
    public void TokensOfATextAreCounted()
    {
        var tokenizer = TinyTokenizer.Load(TinyTokenizer.Json());
        Assert.That(tokenizer.CountTokens("The cats."), Is.EqualTo(4));
        Assert.That(tokenizer.CountTokens(""), Is.Zero);
    }

    [TestCase(TruncationSide.Right, "2 4 5 3 11 13 3")]
    [TestCase(TruncationSide.Left, "2 10 11 3 13 15 3")]
    public void TheSideThatIsCutCanBeChosen(TruncationSide side, string ids)
    {
        var encoded = TinyTokenizer.Load(TinyTokenizer.Json()).Encode("the cat . a", "a b ab", new() { MaxLength = 7, Side = side });
        Assert.That(string.Join(' ', encoded.Ids), Is.EqualTo(ids));
        Assert.That(encoded.IsTruncated);
    }

    [Test]
    public void WhatFitsIsNotTruncated([Values(6, 7, null)] int? length)
    {
        var encoded = TinyTokenizer.Load(TinyTokenizer.Json()).Encode("the cat", "a", new() { MaxLength = length });
        Assert.That(encoded.IsTruncated, Is.False);
        Assert.That(encoded.Ids, Has.Count.EqualTo(6));
    }

    [Test]
    public void AQueryIsCutToThreeQuartersByDefault()
    {
        var tokenizer = TinyTokenizer.Load(TinyTokenizer.Json());
        string query = string.Concat(Enumerable.Repeat("cat ", 40));
        EncodeOptions options = new() { MaxLength = 15, Truncation = TruncationStrategy.OnlySecond };
        Assert.That(tokenizer.Encode(query, query, options).Sequences.Count(sequence => sequence == 0), Is.EqualTo(9));
        options.FirstTextShare = 1;
        Assert.That(() => tokenizer.Encode(query, query, options), Throws.ArgumentException.With.Message.Contains("40 tokens"));
        Assert.That(() => tokenizer.Encode(query, null, options), Throws.ArgumentException.With.Message.Contains("OnlySecond"));
    }

    [Test]
    public void ALengthThatHoldsNotEvenTheSpecialTokensIsRefused()
    {
        var tokenizer = TinyTokenizer.Load(TinyTokenizer.Json());
        Assert.That(() => tokenizer.Encode("a", "b", new() { MaxLength = 2 }), Throws.ArgumentException.With.Message.Contains("at least 4"));
        Assert.That(tokenizer.Encode("a", "b", new() { MaxLength = 3 }).Ids, Is.EqualTo((int[])[2, 3, 3]));
        Assert.That(tokenizer.Encode("a", "b", new() { MaxLength = 2, AddSpecialTokens = false }).Ids, Has.Count.EqualTo(2));
    }

    [Test]
    public void OptionsRefuseWhatMakesNoSense()
    {
        EncodeOptions options = new();
        Assert.That(() => options.MaxLength = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.FirstTextShare = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.FirstTextShare = double.NaN, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.Truncation = (TruncationStrategy)9, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.Side = (TruncationSide)9, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void AnUnknownWordNeedsTheUnknownToken()
    {
        string json = TinyTokenizer.Json(postProcessor: null, addedTokens: "", model: TinyTokenizer.WordPiece("""{"a":0}"""));
        var tokenizer = TinyTokenizer.Load(json);
        Assert.That(tokenizer.CountTokens("a a"), Is.EqualTo(2));
        Assert.That(() => tokenizer.CountTokens("a dog"), Throws.InvalidOperationException.With.Message.Contains("'dog'").And.Message.Contains("[UNK]"));
    }

    [TestCase("bert-base-uncased")]
    [TestCase("bert-base-multilingual-cased")]
    [TestCase("deberta-v3")]
    [TestCase("xlm-roberta-base")]
    [TestCase("modernbert-base")]
    [TestCase("phi-3-mini")]
    public void ManyThreadsGetTheSame(string family)
    {
        var tokenizer = HuggingFaceTokenizer.Load(TestData.Path("tokenizers", family));
        RandomText random = new(23);
        string[] texts = [.. Enumerable.Range(0, 400).Select(_ => random.Next(200))];
        int[][] expected = [.. texts.Select(text => tokenizer.Encode(text, text).Ids.ToArray())];
        Parallel.For(0, texts.Length * 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            string text = texts[i % texts.Length];
            if (!tokenizer.Encode(text, text).Ids.SequenceEqual(expected[i % texts.Length]))
            {
                Assert.Fail(text);
            }
        });
    }
}
