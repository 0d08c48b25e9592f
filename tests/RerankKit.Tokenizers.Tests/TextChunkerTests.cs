using Microsoft.SemanticKernel.Text;

namespace RerankKit.Tokenizers;

/// <summary>Semantic Kernel's chunker, counting with our tokenizer as docs/tokenizers.md says.</summary>
[TestFixture]
public class TextChunkerTests
{
    private const int MaxTokens = 24;

    private static readonly string Text = string.Join(' ', ReferenceTokenizers.Texts.Where(text => text.All(char.IsAscii)).Take(20));

    [TestCase("wordpiece-uncased")]
    [TestCase("unigram-xlmr")]
    [TestCase("bytelevel-roberta")]
    public void LinesHaveNoMoreTokensThanAskedForAndLoseNoLetter(string name)
    {
        HuggingFaceTokenizer tokenizer = ReferenceTokenizers.Share(name);

#pragma warning disable SKEXP0050 // TextChunker is still called experimental.
        List<string> lines = TextChunker.SplitPlainTextLines(Text, MaxTokens, text => tokenizer.CountTokens(text));
#pragma warning restore SKEXP0050

        Assert.That(lines, Has.Count.GreaterThan(5));
        Assert.That(lines.Select(line => tokenizer.CountTokens(line)), Is.All.InRange(1, MaxTokens));
        Assert.That(lines.Count(line => tokenizer.CountTokens(line) > MaxTokens / 2), Is.GreaterThan(lines.Count / 2), "they are filled");
        Assert.That(Letters(lines), Is.EqualTo(Letters([Text])));
    }

    [Test]
    public void ParagraphsOverlapByTokens()
    {
        HuggingFaceTokenizer tokenizer = ReferenceTokenizers.Share("wordpiece-uncased");

#pragma warning disable SKEXP0050
        List<string> lines = TextChunker.SplitPlainTextLines(Text, MaxTokens, text => tokenizer.CountTokens(text));
        List<string> apart = TextChunker.SplitPlainTextParagraphs(lines, 60, tokenCounter: text => tokenizer.CountTokens(text));
        List<string> overlapping = TextChunker.SplitPlainTextParagraphs(lines, 60, overlapTokens: 20, tokenCounter: text => tokenizer.CountTokens(text));
#pragma warning restore SKEXP0050

        Assert.That(apart.Select(paragraph => tokenizer.CountTokens(paragraph)), Is.All.InRange(1, 60));
        Assert.That(Letters(apart), Is.EqualTo(Letters([Text])));
        Assert.That(overlapping.Sum(paragraph => tokenizer.CountTokens(paragraph)), Is.GreaterThan(apart.Sum(paragraph => tokenizer.CountTokens(paragraph))));
    }

    // The chunker cuts at dots inside numbers too, so what stands between white space may come back in two.
    private static string Letters(IEnumerable<string> texts) => string.Concat(texts.SelectMany(text => text).Where(unit => !char.IsWhiteSpace(unit)));
}
