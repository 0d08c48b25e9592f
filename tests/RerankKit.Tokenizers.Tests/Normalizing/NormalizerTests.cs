using System.Text.Json;

namespace RerankKit.Tokenizers;

[TestFixture]
public class NormalizerTests
{
    [TestCase("""{"type":"NFC"}""", "e\u0301 \u212B \u1100\u1161\u11A8", "\u00E9 \u00C5 \uAC01")]
    [TestCase("""{"type":"NFD"}""", "\u00E9 \u212B \uAC01", "e\u0301 A\u030A \u1100\u1161\u11A8")]
    [TestCase("""{"type":"NFKC"}""", "\uFB01 \u2460 \u1E9B \uFF76\uFF9E", "fi 1 \u1E61 \u30AC")]
    [TestCase("""{"type":"NFKD"}""", "\uFB01\u00E9 \u1E9B", "fie\u0301 s\u0307")]
    [TestCase("""{"type":"NFD"}""", "a\u0345\u0301\u0334", "a\u0334\u0301\u0345", Description = "marks are ordered by their class")]
    [TestCase("""{"type":"NFC"}""", "a\u0334\u0301", "\u00E1\u0334", Description = "a mark of another class does not stand between")]
    [TestCase("""{"type":"NFC"}""", "\u0958", "\u0915\u093C", Description = "excluded from composition")]
    [TestCase("""{"type":"Lowercase"}""", "\u0130\u03A3 \u1E9E \uD801\uDC00", "i\u0307\u03C3 \u00DF \uD801\uDC28")]
    [TestCase("""{"type":"StripAccents"}""", "e\u0301\u0903 \u00E9", "e \u00E9")]
    [TestCase("""{"type":"Strip","strip_left":true,"strip_right":false}""", "\u3000 a ", "a ")]
    [TestCase("""{"type":"Strip","strip_left":false,"strip_right":true}""", " a \u0085", " a")]
    [TestCase("""{"type":"Strip","strip_left":true,"strip_right":true}""", " \t ", "")]
    [TestCase("""{"type":"Replace","pattern":{"String":"ab"},"content":"x"}""", "abaab", "xax")]
    [TestCase("""{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}""", "a   b c  ", "a b c ")]
    [TestCase("""{"type":"Replace","pattern":{"Regex":"[0-9]+"},"content":"0"}""", "a12b3", "a0b0")]
    [TestCase("""{"type":"Prepend","prepend":"\u2581"}""", "a", "\u2581a")]
    [TestCase("""{"type":"Prepend","prepend":"\u2581"}""", "", "")]
    [TestCase("""{"type":"Nmt"}""", "a\u0001b\u200Bc\u2581d\u00A0\ne", "ab c d\u00A0 e")]
    [TestCase("""{"type":"Sequence","normalizers":[{"type":"NFD"},{"type":"StripAccents"},{"type":"Lowercase"}]}""", "\u00C9A", "ea")]
    [TestCase("""{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}""", "\u00C9\u0000\u4E2Da\u00A0\u0085", "e \u4E2D a ")]
    [TestCase("""{"type":"BertNormalizer","clean_text":false,"handle_chinese_chars":false,"strip_accents":false,"lowercase":true}""", "\u00C9\u0001\u4E2D", "\u00E9\u0001\u4E2D")]
    [TestCase("""{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":true,"lowercase":false}""", "\u00C9\t\uD840\uDC00", "E  \uD840\uDC00 ")]
    public void TextBecomesWhatTheReferenceMakesOfIt(string normalizer, string text, string expected)
    {
        Assert.That(Normalize(normalizer, text), Is.EqualTo(expected));
        Assert.That(Normalize(normalizer, text, trackOffsets: false), Is.EqualTo(expected));
    }

    [Test]
    public void UnpairedSurrogatesBecomeReplacementCharacters() =>
        Assert.That(Normalize("""{"type":"NFC"}""", "a\uD800b\uDC00\uD83D\uDE00\uD83D"), Is.EqualTo("a\uFFFDb\uFFFD\uD83D\uDE00\uFFFD"));

    [Test]
    public void RangesLeadBackToWhatACharacterCameFrom()
    {
        NormalizedText text = new();
        text.Reset("\u00C9\u0001 \uFB01\u4E2D", 10, trackOffsets: true);
        Read("""{"type":"NFKD"}""").Normalize(text);
        Read(TinyTokenizer.Bert).Normalize(text);
        Assert.That(text.Text.ToString(), Is.EqualTo("e fi \u4E2D "));
        (int, int)[] expected = [(10, 11), (12, 13), (13, 14), (13, 14), (14, 15), (14, 15), (14, 15)];
        Assert.That(Enumerable.Range(0, text.Length).Select(i => text.OriginalRange(i, i + 1)), Is.EqualTo(expected));
    }

    [Test]
    public void RangesCoverSurrogatePairsWhole()
    {
        NormalizedText text = new();
        text.Reset("a\uD801\uDC00", 0, trackOffsets: true);
        Read("""{"type":"Lowercase"}""").Normalize(text);
        Assert.That(text.OriginalRange(1, 3), Is.EqualTo((1, 3)));
    }

    [Test]
    public void FormsAgreeWithEachOther()
    {
        RandomText random = new(11);
        for (int i = 0; i < 20_000; i++)
        {
            string text = random.Next(24);
            string decomposed = Form(text, "NFD");
            string composed = Form(text, "NFC");
            Assert.That(Form(decomposed, "NFC"), Is.EqualTo(composed), text);
            Assert.That(Form(composed, "NFD"), Is.EqualTo(decomposed), text);
            Assert.That(Form(composed, "NFC"), Is.EqualTo(composed), text);
            Assert.That(Form(Form(text, "NFKC"), "NFKD"), Is.EqualTo(Form(text, "NFKD")), text);
            Assert.That(Form(composed, "NFKC"), Is.EqualTo(Form(text, "NFKC")), text);
        }
    }

    [Test]
    public void AMillionMarksAreOrderedAsAFewAre()
    {
        // Sorting that many by insertion would not end.
        string marks = string.Concat(Enumerable.Repeat("\u0345\u0301\u0334", 333_333));
        string expected = string.Concat(Enumerable.Repeat('\u0334', 333_333)) + string.Concat(Enumerable.Repeat('\u0301', 333_333)) + string.Concat(Enumerable.Repeat('\u0345', 333_333));
        Assert.That(Form("x" + marks, "NFD") == "x" + expected);
        Assert.That(Form("x" + marks, "NFC").Length, Is.EqualTo(1 + (3 * 333_333)));
    }

    private static string Form(string text, string form) => Normalize($$"""{"type":"{{form}}"}""", text);

    private static string Normalize(string normalizer, string text, bool trackOffsets = true)
    {
        NormalizedText normalized = new();
        normalized.Reset(text, 0, trackOffsets);
        Read(normalizer).Normalize(normalized);
        return normalized.Text.ToString();
    }

    private static INormalizer Read(string json) => NormalizerReader.Read(JsonDocument.Parse(json).RootElement)!;
}
