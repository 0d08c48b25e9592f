using System.Globalization;
using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>Expected matches were taken from Oniguruma.</summary>
public class RegexPatternTests
{
    [TestCase(@"\w+|[^\w\s]+", "Hi, you!", "Hi|,|you|!")]
    [TestCase(@"\d{1,3}(?=(?:\d{3})*\b)", "1234567 89", "1|234|567|89")]
    [TestCase(@"(?<=a)b|c", "abbcab", "b|c|b")]
    [TestCase(@"(?<!a|cd)b", "abxbcdbb", "b|b")]
    [TestCase(@"(?>a+)b", "aaab", "aaab")]
    [TestCase(@"(?>a|ab)c", "abc ac", "ac")]
    [TestCase(@"a++b", "aab", "aab")]
    [TestCase(@"a+?", "aaa", "a|a|a")]
    [TestCase(@"a{2}", "aaaaa", "aa|aa")]
    [TestCase(@"a{,2}b", "aaab", "aab")]
    [TestCase(@"a{x}", "a{x}", "a{x}")]
    [TestCase(@"(?i:[sdmt])", "S\u017F x", "S|\u017F")]
    [TestCase(@"(?i:k)", "kK\u212A", "k|K|\u212A")]
    [TestCase(@"(?i)a|B", "AabB", "A|a|b|B")]
    [TestCase(@"(?m:.)+", "a\nb", "a\nb")]
    [TestCase(@".+", "a\nb", "a|b")]
    [TestCase(@"^.", "ab\ncd", "a|c")]
    [TestCase(@".$", "ab\ncd", "b|d")]
    [TestCase(@"\A.|.\z", "ab\ncd", "a|d")]
    [TestCase(@"[a-c&&[^b]]+", "abcca", "a|cca")]
    [TestCase(@"[^\s\p{L}]+", "ab 12\U0001F600c", "12\U0001F600")]
    [TestCase(@"\p{Lu}\p{^Lu}", "aBcD", "Bc")]
    [TestCase(@"\P{L}+", "ab12c", "12")]
    [TestCase(@"\p{Han}+", "ab\u4e2d\u6587\u30ab\U00020000", "\u4e2d\u6587|\U00020000")]
    [TestCase(@"[\u4e00-\u9fa5]+", "a\u4e2d\u6587b", "\u4e2d\u6587")]
    [TestCase(@"\x41\x{1F600}", "A\U0001F600", "A\U0001F600")]
    [TestCase(@"[[:space:]]+", "a \u3000b", " \u3000")]
    [TestCase(@"\R", "a\r\nb\nc", "\r\n|\n")]
    [TestCase(@"(?x: a b # comment
)", "ab", "ab")]
    [TestCase(@"\w", "\u00b2", "\u00b2")]
    [TestCase(@"[\w]", "\u00b2", "")]
    [TestCase(@"a|b|", "cab", "|a|b")]
    public void MatchesAreThoseOfTheReference(string pattern, string text, string matches) =>
        Assert.That(Find(new RegexPattern(pattern), text), Is.EqualTo(matches));

    [TestCase(@"(a)\1", @"'\1'")]
    [TestCase(@"\K", @"'\K'")]
    [TestCase(@"\X", @"'\X'")]
    [TestCase(@"\G", @"'\G'")]
    [TestCase(@"(?~a)", "'(?~'")]
    [TestCase(@"(?(1)a|b)", "'(?('")]
    [TestCase(@"\p{Klingon}", @"\p{Klingon}")]
    [TestCase(@"(?<=a+)b", "variable length")]
    [TestCase(@"(?=a)*", "repeated anchor")]
    [TestCase(@"(?:a??)*", "rather match nothing")]
    [TestCase(@"(?i:ss)", "'ss'")]
    [TestCase(@"a{5000}", "interval")]
    [TestCase(@"(?:(?:(?:a{900}){900}){900})", "steps")]
    [TestCase(@"(a", "')'")]
    [TestCase(@"a)", "')'")]
    [TestCase(@"[a", "']'")]
    [TestCase(@"[b-a]", "backwards")]
    [TestCase(@"*a", "'*'")]
    [TestCase(@"a\", @"'\'")]
    [TestCase(@"\x{110000}", "code point")]
    public void WhatIsNotSupportedIsRefusedByName(string pattern, string part) =>
        Assert.That(() => new RegexPattern(pattern), Throws.InstanceOf<NotSupportedException>().With.Message.Contains(part).And.Message.Contains(pattern));

    [Test]
    public void DeepNestingIsRefused() =>
        Assert.That(() => new RegexPattern(new string('(', 100_000)), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("nested"));

    // Each takes quadratic or exponential time when ways that have failed are tried again.
    [TestCase(@"a*b")]
    [TestCase(@"(?:a|a)*b")]
    [TestCase(@"(?:a*)*b")]
    [TestCase(@"(?:a+)+b|c")]
    [TestCase(@"a(?=a*b)|c")]
    [TestCase(@"a(?=a*c)")]
    [TestCase(@"(?>a+)b")]
    [TestCase(@"(?:(?>a+)|x)b")]
    [TestCase(@"(?=(?:a|a)*b)a|(?>a*)b")]
    [TestCase(@"\s+(?!\S)|a+b")]
    public void AMegabyteIsSearchedInLinearTime(string pattern)
    {
        var regex = new RegexPattern(pattern);
        var matches = new MatchList();
        regex.FindAll(new string('a', 1_000_000) + "c", matches);
        regex.FindAll(new string(' ', 1_000_000) + "c", matches);

        Assert.That(matches.Items.Length, Is.LessThan(1_000_001));
    }

    [Test]
    public void KnownPatternsMatchLikeTheirExpressions()
    {
        (ITextPattern ByHand, RegexPattern Regex)[] known =
        [
            (Gpt2Pattern.Instance, new(Gpt2Pattern.Expression)),
            (new Cl100kPattern(1), new(Cl100kPattern.OneDigit)),
            (new Cl100kPattern(3), new(Cl100kPattern.ThreeDigits)),
        ];
        var random = new RandomText(17);
        for (int i = 0; i < 20_000; i++)
        {
            string text = i % 3 == 0 ? random.Over("a B's 1\n \r'lLvVeE\u017F\u2019", 20) : random.Next(40);
            foreach ((var byHand, var regex) in known)
            {
                Assert.That(Find(byHand, text), Is.EqualTo(Find(regex, text)), Escape(text));
            }
        }
    }

    private static string Find(ITextPattern pattern, string text)
    {
        var matches = new MatchList();
        pattern.FindAll(text, matches);
        var found = new List<string>();
        foreach ((int start, int end) in matches.Items)
        {
            found.Add(text[start..end]);
        }

        return string.Join('|', found);
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in text)
        {
            escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return escaped.ToString();
    }
}
