using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>The pass that does all at once against the parts that do one thing each.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public class BertFastPathTests
{
    /// <summary>A vocabulary in which most characters are tokens, so that ids tell what became of each.</summary>
    private static readonly string Letters = WriteLetters();

    [ThreadStatic]
    private static (TokenBuffer Quick, TokenBuffer Tracked, TokenBuffer Plain)? _buffers;

    [Test]
    public void EverySettingGivesWhatThePartsGive([Values] bool clean, [Values] bool ideographs, [Values] bool strip, [Values] bool lowercase)
    {
        (var fast, var slow) = Both(Settings(clean, ideographs, strip, lowercase), Letters, maxCharacters: 12);
        AssertSame(fast, slow, string.Concat(Enumerable.Range(0, 128).Select(c => $"a{(char)c}b ")));
        RandomText random = new(17);
        for (int i = 0; i < 2_000; i++)
        {
            AssertSame(fast, slow, random.Next(90, unpaired: true));
        }
    }

    [Test]
    [Category("Exhaustive")]
    public void EveryCharacterGivesWhatThePartsGive([Values] bool strip, [Values] bool lowercase)
    {
        (var fast, var slow) = Both(Settings(clean: true, ideographs: true, strip, lowercase), Letters, maxCharacters: 100);
        StringBuilder text = new();
        for (int c = 0; c < 0x11_0000; c++)
        {
            if (c is < 0xD800 or >= 0xE000)
            {
                text.Append('a').Append(char.ConvertFromUtf32(c)).Append("b ");
                if ((c & 63) == 63)
                {
                    AssertSame(fast, slow, text.ToString());
                    text.Clear();
                }
            }
        }
    }

    [Test]
    public void WordsMayLieAnywhereInABlock()
    {
        (var fast, var slow) = Both(TinyTokenizer.Bert, TinyTokenizer.Vocabulary, maxCharacters: 100);
        RandomText random = new(3);
        for (int i = 0; i < 10_000; i++)
        {
            AssertSame(fast, slow, random.Over("abcatTHE  \t.,[]\u00E9\u0301\u4E2D\u0000", 120));
            AssertSame(fast, slow, random.Over("aB. ", 80));
            AssertSame(fast, slow, random.Over("ab                \u00E9", 200));
        }
    }

    [TestCase(1)]
    [TestCase(15)]
    [TestCase(16)]
    [TestCase(17)]
    [TestCase(40)]
    public void LongWordsAreUnknownByTheirCharacters(int maxCharacters)
    {
        (var fast, var slow) = Both(TinyTokenizer.Bert, TinyTokenizer.Vocabulary, maxCharacters);
        foreach (string letter in (string[])["a", "\u00E9", "\U0001F600", "a\u0301"])
        {
            for (int length = 0; length < 50; length++)
            {
                string word = string.Concat(Enumerable.Repeat(letter, length));
                AssertSame(fast, slow, word);
                AssertSame(fast, slow, $"{word} {word}.the quick cat sat upon a mat and was not seen again");
            }
        }
    }

    [Test]
    public void ReadingStopsOnceThereAreMoreTokensThanMatter()
    {
        (var fast, _) = Both(TinyTokenizer.Bert, TinyTokenizer.Vocabulary, maxCharacters: 100);
        string text = string.Concat(Enumerable.Repeat("the cat, a \u00E9b ", 10_000));
        TokenBuffer all = new();
        TokenBuffer some = new();
        fast.Encode(text, all);
        foreach (int limit in (int[])[0, 1, 2, 30, 31, 500])
        {
            fast.Encode(text, some, limit);
            Assert.That(some.Count, Is.GreaterThan(limit).And.LessThan(limit + 64));
            Assert.That(some.Ids[..limit].SequenceEqual(all.Ids[..limit]));
        }

        fast.Encode(text, some, all.Count);
        Assert.That(some.Count, Is.EqualTo(all.Count));
    }

    [Test]
    public void AVocabularyOfContinuationsAloneComesToAnEnd()
    {
        string tokens = string.Join(',', Enumerable.Range(0, 16).Select(id => $"\"##{(char)('a' + id)}\":{id}"));
        string model = TinyTokenizer.WordPiece($"{{{tokens}}}").Replace("[UNK]", "##a", StringComparison.Ordinal);
        string json = TinyTokenizer.Json(postProcessor: null, addedTokens: "", model: model);
        Assert.That(BertFastPath.Of(TinyTokenizer.Read(json)), Is.Not.Null);

        Assert.That(TinyTokenizer.Load(json).Encode("z").Ids, Is.EqualTo(new[] { 0 }));
    }

    // The ids with and without ranges, and the ranges.
    private static void AssertSame(HuggingFaceTokenizer fast, HuggingFaceTokenizer slow, string text)
    {
        (TokenBuffer quick, TokenBuffer tracked, TokenBuffer plain) = _buffers ??= (new(), new(tracksOffsets: true), new(tracksOffsets: true));
        fast.Encode(text, quick);
        fast.Encode(text, tracked);
        slow.Encode(text, plain);
        if (!quick.Ids.SequenceEqual(plain.Ids) || !tracked.Ids.SequenceEqual(plain.Ids) || !tracked.Starts.SequenceEqual(plain.Starts) || !tracked.Ends.SequenceEqual(plain.Ends))
        {
            Assert.That(quick.Ids.ToArray(), Is.EqualTo(plain.Ids.ToArray()), Escaped(text));
            Assert.That(tracked.Ids.ToArray(), Is.EqualTo(plain.Ids.ToArray()), "with ranges: " + Escaped(text));
            Assert.That(tracked.Starts.ToArray(), Is.EqualTo(plain.Starts.ToArray()), "starts: " + Escaped(text));
            Assert.That(tracked.Ends.ToArray(), Is.EqualTo(plain.Ends.ToArray()), "ends: " + Escaped(text));
        }
    }

    private static string Escaped(string text) =>
        $"{text.Length} characters: {string.Concat(text.Take(400).Select(c => c is >= ' ' and <= '~' ? c.ToString() : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:X4}")))}";

    private static (HuggingFaceTokenizer Fast, HuggingFaceTokenizer Slow) Both(string normalizer, string vocabulary, int maxCharacters)
    {
        string json = TinyTokenizer.Json(normalizer, model: TinyTokenizer.WordPiece(vocabulary, maxCharacters));
        Assert.That(BertFastPath.Of(TinyTokenizer.Read(json)), Is.Not.Null);
        return (TinyTokenizer.Load(json), TinyTokenizer.Load(json, allowFastPath: false));
    }

    private static string Settings(bool clean, bool ideographs, bool strip, bool lowercase) =>
        $$"""{"type":"BertNormalizer","clean_text":{{Text(clean)}},"handle_chinese_chars":{{Text(ideographs)}},"strip_accents":{{Text(strip)}},"lowercase":{{Text(lowercase)}}}""";

    private static string Text(bool value) => value ? "true" : "false";

    private static string WriteLetters()
    {
        StringBuilder vocabulary = new("""{"[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3""");
        int id = 4;
        for (int c = 1; c < 0x3200; c++)
        {
            string letter = System.Text.Json.JsonEncodedText.Encode(((char)c).ToString()).ToString();
            vocabulary.Append(System.Globalization.CultureInfo.InvariantCulture, $",\"{letter}\":{id++},\"##{letter}\":{id++}");
        }

        return vocabulary.Append('}').ToString();
    }
}
