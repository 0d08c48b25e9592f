namespace RerankKit.Tests.Lexical;

public class LexicalAnalysisTests
{
    private static readonly LexicalAnalysis LowerCasing = new() { FoldAccents = false };

    [TestCase("Hello, World!", "hello world")]
    [TestCase("don't re-read state-of-the-art", "don t re read state of the art")]
    [TestCase("C# 10.0 x86_64 B2B", "c c# 10 0 10.0 x86 64 x86_64 b2b")]
    [TestCase("", "")]
    [TestCase("...", "")]
    [TestCase("Ångström naïve façade Łódź Sørensen", "angstrom naive facade lodz sorensen")]
    [TestCase("A\u030Angstro\u0308m", "angstrom")]
    [TestCase("Straße STRASSE ẞ", "strasse strasse ss")]
    [TestCase("ﬁne oﬃce ﬂoor ﬅ", "fine office floor st")]
    [TestCase("Æsir Œuvre Þór ĳs Ǆ", "aesir oeuvre thor ijs dz")]
    [TestCase("İstanbul ISTANBUL ısı", "istanbul istanbul isi")]
    [TestCase("Việt Nam Đà Nẵng", "viet nam da nang")]
    [TestCase("ΌΔΟΣ οδός ὁδὸς", "οδοσ οδοσ οδοσ")]
    [TestCase("Ёлка ёжик Й", "елка ежик и")]
    [TestCase("Ｆｕｌｌ　ｗｉｄｔｈ１２", "full width12")]
    [TestCase("co\u00ADoperate zero\u200Bwidth", "cooperate zero width")]
    [TestCase("I ❤️ NY 👩‍👩‍👧 1️⃣", "i ny 1")]
    [TestCase("🔑🔑 key🔑hole", "key hole")]
    public void LatinGreekAndCyrillicWordsAreFolded(string text, string terms) => AssertTerms(LexicalAnalysis.Default, text, terms);

    [TestCase("كِتَابٌ كتاب", "كتاب كتاب")]
    [TestCase("أحمد إلى آل مـــد", "احمد الى ال مد")]
    [TestCase("٢٠١٥ ۲۰۱۵", "2015 2015")]
    [TestCase("שָׁלוֹם שלום", "שלום שלום")]
    [TestCase("می\u200Cخواهم", "میخواهم")]
    public void ArabicAndHebrewPointsAreOptional(string text, string terms) => AssertTerms(LexicalAnalysis.Default, text, terms);

    [TestCase("हिन्दी में किताबें", "हिन्दी में किताबें")]
    [TestCase("क\u094D\u200Dष", "क\u094Dष")]
    [TestCase("தமிழ் மொழி", "தமிழ் மொழி")]
    [TestCase("१२३", "123")]
    public void VowelSignsStayWhereMarksAreVowels(string text, string terms) => AssertTerms(LexicalAnalysis.Default, text, terms);

    [TestCase("안녕하세요 세계", "안녕하세요 세계")]
    public void HangulIsWrittenWithSpacesAndStaysInWords(string text, string terms) => AssertTerms(LexicalAnalysis.Default, text, terms);

    [TestCase("黑豹队", "黑豹 豹队")]
    [TestCase("我", "我")]
    [TestCase("美国NFL联盟2015年", "美国 nfl 联盟 2015 年")]
    [TestCase("日本語を話す。", "日本 本語 語を を話 話す")]
    [TestCase("コーヒー", "コー ーヒ ヒー")]
    [TestCase("人々〇", "人々 々〇")]
    [TestCase("𠀀𠀁漢𠀂", "𠀀𠀁 𠀁漢 漢𠀂")]
    [TestCase("𠀀", "𠀀")]
    [TestCase("ภาษาไทย", "ภา าษ ษา าไ ไท ทย")]
    [TestCase("ที่", "ท\u0E35 \u0E35\u0E48")]
    [TestCase("ພາສາ", "ພາ າສ ສາ")]
    [TestCase("ខ្មែរ", "ខ\u17D2 \u17D2ម មែ ែរ")]
    [TestCase("မြန်", "မ\u103C \u103Cန န\u103A")]
    public void ScriptsWithoutSpacesAreCutIntoPairs(string text, string terms) => AssertTerms(LexicalAnalysis.Default, text, terms);

    [TestCase("ｶﾞｷﾞ", "ガギ")]
    [TestCase("ﾊﾟﾊﾟ ｳﾞ ﾜﾞ", "パパ ヴ ヷ")]
    [TestCase("か\u3099き\u3099", "がぎ")]
    [TestCase("は\u309Aあ\u3099い", "ぱあ あい")]
    public void KanaAndVoicingMarksAreJoined(string text, string terms) => AssertTerms(LexicalAnalysis.Default, text, terms);

    [TestCase("Ångström Straße Œuvre", "ångström straße œuvre")]
    [TestCase("İ", "i\u0307")]
    [TestCase("كِتَاب", "كِتَاب")]
    [TestCase("Σίσυφος ΣΊΣΥΦΟΣ", "σίσυφοσ σίσυφοσ")]
    [TestCase("6½次", "6½ 次")]
    [TestCase("黑豹队", "黑豹 豹队")]
    [TestCase("ｶﾞ", "ｶﾞ")]
    public void WithoutFoldingWordsAreOnlyLowerCased(string text, string terms) => AssertTerms(LowerCasing, text, terms);

    [TestCase("\U00010400", "\U00010428")]
    [TestCase("\U0001E900\U0001E901", "\U0001E922\U0001E923")]
    public void LettersBeyondTheBasicPlaneAreLowerCased(string text, string terms) => AssertTerms(LexicalAnalysis.Default, text, terms);

    [Test]
    public void HalfASurrogatePairSeparates()
    {
        AssertTerms(LexicalAnalysis.Default, "ab\uD840cd\uDC00ef", "ab cd ef");
        AssertTerms(LexicalAnalysis.Default, "ab\uD840", "ab");
    }

    [Test]
    public void AHundredThousandCombiningMarksAreOneWordOrNone()
    {
        string marks = new('\u0301', 100_000);
        Assert.That(LexicalAnalysis.Default.GetTerms(marks), Is.Empty);
        Assert.That(LexicalAnalysis.Default.GetTerms("a" + marks + "b"), Is.EqualTo(["ab"]));
        Assert.That(LowerCasing.GetTerms("a" + marks), Is.EqualTo(["a" + marks]));
    }

    [TestCase("x")]
    [TestCase("ß")]
    [TestCase("ﬃ")]
    [TestCase("д")]
    [TestCase("\U00010400")]
    public void AWordMayBeAsLongAsTheText(string letter)
    {
        string text = string.Concat(Enumerable.Repeat(letter, 50_000));
        IReadOnlyList<string> terms = LexicalAnalysis.Default.GetTerms("a " + text + " b");
        Assert.That(terms, Has.Count.EqualTo(3));
        Assert.That(terms[1], Is.EqualTo(string.Concat(Enumerable.Repeat(LexicalAnalysis.Default.GetTerms(letter)[0], 50_000))));
    }

    [Test]
    public void AVeryLongTextKeepsEveryTerm()
    {
        string text = string.Join(" – ", Enumerable.Range(0, 50_000).Select(i => $"Wörd{i} 漢字{i}"));
        string[] expected = [.. Enumerable.Range(0, 50_000).SelectMany(i => new[] { $"word{i}", "漢字", $"{i}" })];
        Assert.That(LexicalAnalysis.Default.GetTerms(text), Is.EqualTo(expected));
    }

    [Test]
    public void ANullTextIsRefused() => Assert.That(() => LexicalAnalysis.Default.GetTerms(null!), Throws.ArgumentNullException);

    private static void AssertTerms(LexicalAnalysis analysis, string text, string terms) =>
        Assert.That(string.Join(' ', analysis.GetTerms(text)), Is.EqualTo(terms));
}
