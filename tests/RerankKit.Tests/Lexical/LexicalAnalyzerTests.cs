using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace RerankKit.Tests.Lexical;

public class LexicalAnalyzerTests
{
    private static readonly string[] Pieces =
        ["word", "Longer", "aVeryLongWordIndeedThatGoesOnAndOnAndOn", " ", "  ", "-", "é", "ß", "漢", "字", "\U00020000", "д", "\u0301", "\uD800", "7", "@[`{/:", "\u0010\u0019", "ｶ", "ﾞ", "ไทย"];

    [Test]
    public void RunsOfAsciiGiveTheTermsThatSingleCharactersGive([Values] bool fold)
    {
        CharacterTable table = fold ? CharacterTable.Folding : CharacterTable.LowerCasingOnly;
        Prop.ForAll(Gen.Elements(Pieces).ArrayOf().Select(string.Concat).ToArbitrary(), text =>
        {
            Assert.That(Terms(text, table, vectorized: true), Is.EqualTo(Terms(text, table, vectorized: false)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(400));
    }

    [Test]
    public void EveryAsciiCharacterIsClassifiedAndLowerCasedTheSameInARun()
    {
        for (int c = 0; c < 0x80; c++)
        {
            string text = new string((char)c, 3) + "Ab" + (char)c + new string(' ', 80);
            Assert.That(
                Terms(text, CharacterTable.Folding, vectorized: true),
                Is.EqualTo(Terms(text, CharacterTable.Folding, vectorized: false)),
                $"U+{c:X4}");
        }
    }

    [Test]
    public void WordsOfEveryLengthAtEveryOffsetSurviveTheBlocks()
    {
        for (int offset = 0; offset < 132; offset++)
        {
            for (int length = 1; length < 140; length++)
            {
                string text = new string('.', offset) + new string('w', length) + new string('.', 140);
                Assert.That(Terms(text, CharacterTable.Folding, vectorized: true), Is.EqualTo([new string('w', length)]));
            }
        }
    }

    [Test]
    public void TheTermsAreTheRunsOfLettersMarksAndNumbersOfTheDefinition()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string>().Generator.Where(text => text is not null).ToArbitrary(), text =>
        {
            Assert.That(Terms(text, CharacterTable.LowerCasingOnly, vectorized: true), Is.EqualTo(TermsOfTheDefinition(text)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Test]
    public void EveryCharacterIsATermOrNotAsTheDefinitionSays()
    {
        for (int c = 0; c <= 0xFFFF; c++)
        {
            string text = $"a {(char)c} b";
            Assert.That(Terms(text, CharacterTable.LowerCasingOnly, vectorized: true), Is.EqualTo(TermsOfTheDefinition(text)), $"U+{c:X4}");
        }
    }

    [Test]
    public void LowerCaseIsUnicodesWhateverTheCulture()
    {
        int capitals = 0;
        for (int c = 0; c <= 0x10FFFF; c++)
        {
            if (Rune.IsValid(c))
            {
                Assert.That(LowerCasing.ToLower(c), Is.EqualTo(LowerCase(new Rune(c)).Value), $"U+{c:X4}");
                capitals += LowerCasing.ToLower(c) == c ? 0 : 1;
            }
        }

        Assert.That(capitals, Is.EqualTo(1459), "all of UnicodeData.txt, version 16, but U+0130, whose dot stays as a mark");
    }

    [Test]
    public void EveryDecomposableLetterLosesItsMarks()
    {
        string path = TestSupport.TestData.Repository("tests", "RerankKit.Tests", "Lexical", "canonical-decompositions.txt");
        int count = 0;
        foreach (string line in File.ReadLines(path).Where(line => !line.StartsWith('#')))
        {
            char letter = (char)int.Parse(line.AsSpan(0, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            char plain = (char)int.Parse(line.AsSpan(5, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            Assert.That(Terms($"{letter}", CharacterTable.Folding, vectorized: true), Is.EqualTo(Terms($"{plain}", CharacterTable.Folding, vectorized: true)), line);
            count++;
        }

        Assert.That(count, Is.EqualTo(791));
    }

    [Test]
    public void FoldingIsNormalizationWhereThePlatformNormalizes()
    {
        Icu.Need();
        foreach ((char from, char to) in AccentFolding.LetterPairs().Where(pair => pair.From < 0xFF00 && $"{pair.From}".Normalize(NormalizationForm.FormD).Length > 1))
        {
            string letters = string.Concat($"{from}".Normalize(NormalizationForm.FormD).Where(c => !AccentFolding.IsDropped(c, char.GetUnicodeCategory(c))));
            Assert.That(Terms(letters, CharacterTable.Folding, vectorized: true), Is.EqualTo([$"{to}"]));
        }
    }

    [Test]
    public void FoldingTwiceChangesNothing()
    {
        for (int c = 0; c <= 0xFFFF; c++)
        {
            foreach (string term in Terms($"{(char)c}", CharacterTable.Folding, vectorized: true))
            {
                Assert.That(Terms(term, CharacterTable.Folding, vectorized: true), Is.EqualTo([term]), $"U+{c:X4}");
            }
        }
    }

    [Test]
    public void HashesDependOnEveryCharacterAndOnNothingBehindTheTerm()
    {
        var seen = new HashSet<ulong>();
        for (int length = 1; length <= 40; length++)
        {
            char[] term = new char[length + TermHash.Overread];
            Array.Fill(term, 'a', 0, length);
            Assert.That(seen.Add(TermHash.Compute(ref term[0], length)));
            for (int i = 0; i < length; i++)
            {
                term[i] = 'b';
                ulong hash = TermHash.Compute(ref term[0], length);
                Assert.That(seen.Add(hash), $"length {length}, position {i}");
                Array.Fill(term, 'z', length, TermHash.Overread);
                Assert.That(TermHash.Compute(ref term[0], length), Is.EqualTo(hash));
                term[i] = 'a';
            }
        }
    }

    // The values come from another implementation, in Python.
    [TestCase("a", 0x3274A545CDFE5E36UL)]
    [TestCase("rerank", 0xAA301A627AE82C5FUL)]
    [TestCase("reranker", 0x66AA6365381EFF77UL)]
    [TestCase("уважаемые-пассажиры", 0xAD3BC602F78A9185UL)]
    [TestCase("漢字", 0xEC9830F87C8F145BUL)]
    public void HashesNeverChangeForFilesRelyOnThem(string term, ulong hash) => Assert.That(TermHash.Compute(term), Is.EqualTo(hash));

    [Test]
    public void TheAnalyzerHandsOverTheHashOfEachTerm([Values] bool vectorized)
    {
        Prop.ForAll(Gen.Elements(Pieces).ArrayOf().Select(string.Concat).ToArbitrary(), text =>
        {
            var sink = new ListSink([]);
            LexicalAnalyzer.Analyze(text, CharacterTable.Folding, new(), ref sink, vectorized);
            Assert.That(sink.Hashes, Is.EqualTo(sink.Terms.Select(term => TermHash.Compute(term))));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(300));
    }

    private static List<string> Terms(string text, CharacterTable table, bool vectorized)
    {
        var sink = new ListSink([]);
        LexicalAnalyzer.Analyze(text, table, new(), ref sink, vectorized);
        return sink.Terms;
    }

    private static List<string> TermsOfTheDefinition(string text)
    {
        List<string> terms = [];
        List<string> run = [];
        bool spaceless = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool part = Rune.GetUnicodeCategory(rune) <= UnicodeCategory.OtherNumber && rune != Rune.ReplacementChar;
            bool pairs = Rune.GetUnicodeCategory(rune) != UnicodeCategory.DecimalDigitNumber && SpacelessScripts.Contains(rune.Value);
            if (!part || pairs != spaceless)
            {
                Flush();
            }

            if (part)
            {
                spaceless = pairs;
                string lower = LowerCase(rune).ToString();
                run.Add(lower switch { "ς" => "σ", "İ" => "i\u0307", _ => lower });
            }
        }

        Flush();
        return terms;

        void Flush()
        {
            if (spaceless && run.Count > 1)
            {
                terms.AddRange(Enumerable.Range(0, run.Count - 1).Select(i => run[i] + run[i + 1]));
            }
            else if (run.Count > 0)
            {
                terms.Add(string.Concat(run));
            }

            run.Clear();
        }
    }

    /// <summary>The platform's lower case; ours for the capitals that its Unicode library is too old to know.</summary>
    private static Rune LowerCase(Rune rune)
    {
        Rune lower = Rune.ToLowerInvariant(rune);
        return lower == rune && Rune.GetUnicodeCategory(rune) == UnicodeCategory.UppercaseLetter ? new(LowerCasing.ToLower(rune.Value)) : lower;
    }

    private readonly struct ListSink(List<string> terms) : ITermSink
    {
        public List<string> Terms { get; } = terms;

        public List<ulong> Hashes { get; } = [];

        public bool IsFull => false;

        public void Add(ref char first, int length, ulong hash)
        {
            Terms.Add(new(MemoryMarshal.CreateReadOnlySpan(ref first, length)));
            Hashes.Add(hash);
        }

        public void AddWhole(ref char first, int length, ulong hash) => Add(ref first, length, hash);
    }
}
