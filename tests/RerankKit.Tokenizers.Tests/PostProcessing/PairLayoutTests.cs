namespace RerankKit.Tokenizers;

/// <summary>Layouts by hand beside those that the files have.</summary>
[TestFixture]
public class PairLayoutTests
{
    [Test]
    public void BertsIsThatOfItsPostProcessor()
    {
        HuggingFaceTokenizer own = ReferenceTokenizers.Load("wordpiece-uncased");
        AssertSame(own, own.ReadBy(tokenizer: null, PairLayout.Bert(own.TokenToId("[CLS]")!.Value, own.TokenToId("[SEP]")!.Value)));
    }

    [Test]
    public void RobertasIsThatOfItsPostProcessor()
    {
        HuggingFaceTokenizer own = ReferenceTokenizers.Load("bytelevel-roberta");
        AssertSame(own, own.ReadBy(tokenizer: null, PairLayout.Roberta(own.TokenToId("<s>")!.Value, own.TokenToId("</s>")!.Value)));
    }

    [Test]
    public void AnyOtherIsLaidOutAsItSays()
    {
        HuggingFaceTokenizer tokenizer = TinyTokenizer.Load(TinyTokenizer.Json()).ReadBy(tokenizer: null, new([2, 3], [], [1]) { SecondTypeId = 1 });
        TokenizedText pair = tokenizer.Encode("the", "cat");
        Assert.That(pair.Ids, Is.EqualTo(new[] { 2, 3, 4, 5, 1 }));
        Assert.That(pair.TypeIds, Is.EqualTo(new[] { 0, 0, 0, 1, 1 }));
        Assert.That(pair.SpecialTokensMask, Is.EqualTo(new[] { 1, 1, 0, 0, 1 }));
        Assert.That(tokenizer.Encode("the").Ids, Is.EqualTo(new[] { 2, 3, 4, 1 }));
    }

    [Test]
    public void IdsThatNoVocabularyHasAreRefused()
    {
        Assert.That(() => PairLayout.Bert(-1, 3), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("-1"));
        Assert.That(() => new PairLayout([], [], []) { SecondTypeId = 2 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains('2'));
        HuggingFaceTokenizer own = TinyTokenizer.Load(TinyTokenizer.Json());
        Assert.That(() => own.ReadBy(tokenizer: null, PairLayout.Bert(2, 99)), Throws.ArgumentException.With.Message.Contains("99"));
    }

    private static void AssertSame(HuggingFaceTokenizer expected, HuggingFaceTokenizer actual)
    {
        foreach ((string first, string? second) in (ReadOnlySpan<(string, string?)>)[("the quick brown fox", null), ("a question?", "and an answer"), ("", ""), ("", null)])
        {
            TokenizedText one = expected.Encode(first, second);
            TokenizedText other = actual.Encode(first, second);
            Assert.That(other.Ids, Is.EqualTo(one.Ids));
            Assert.That(other.TypeIds, Is.EqualTo(one.TypeIds));
            Assert.That(other.Offsets, Is.EqualTo(one.Offsets));
        }
    }
}
