using System.Text.Json;

namespace RerankKit.Tokenizers;

[TestFixture]
public class PreTokenizerTests
{
    [TestCase("""{"type":"BertPreTokenizer"}""", "Hey, it's  \u00A0me\u3002x\u2028y$", "Hey|,|it|'|s|me|\u3002|x|y|$")]
    [TestCase("""{"type":"Whitespace"}""", "a_b c-- d\u0301!?  \u4E2D\u200D.", "a_b|c|--|d\u0301|!?|\u4E2D\u200D|.")]
    [TestCase("""{"type":"WhitespaceSplit"}""", " a,b \tc\u3000d", "a,b|c|d")]
    [TestCase("""{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"always","split":true}""", "a b  c", "\u2581a|\u2581b|\u2581|\u2581c")]
    [TestCase("""{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"always","split":true}""", " a\u2581b", "\u2581a|\u2581b")]
    [TestCase("""{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"never","split":true}""", "a b", "a|\u2581b")]
    [TestCase("""{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"first","split":false}""", "a b", "\u2581a\u2581b")]
    [TestCase("""{"type":"Metaspace","replacement":"\u2581","add_prefix_space":true}""", "a b", "\u2581a|\u2581b")]
    [TestCase("""{"type":"Metaspace","replacement":"_","str_rep":"_","add_prefix_space":false,"prepend_scheme":"never"}""", "a b_", "a|_b|_")]
    [TestCase("""{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"first","split":true}]}""", "a b", "\u2581a|b")]
    [TestCase("""{"type":"Digits","individual_digits":true}""", "a12\u00BDb", "a|1|2|\u00BD|b")]
    [TestCase("""{"type":"Digits","individual_digits":false}""", "a12\u0663b", "a|12\u0663|b")]
    [TestCase("""{"type":"Punctuation"}""", "a.,b", "a|.|,|b")]
    [TestCase("""{"type":"Punctuation","behavior":"Removed"}""", "a.,b", "a|b")]
    [TestCase("""{"type":"Punctuation","behavior":"MergedWithPrevious"}""", "a.,b", "a.|,|b")]
    [TestCase("""{"type":"Punctuation","behavior":"MergedWithNext"}""", "a.,b", "a|.|,b")]
    [TestCase("""{"type":"Punctuation","behavior":"Contiguous"}""", "a.,b.", "a|.,|b|.")]
    [TestCase("""{"type":"CharDelimiterSplit","delimiter":"-"}""", "-a--b", "a|b")]
    [TestCase("""{"type":"Split","pattern":{"String":"ab"},"behavior":"Isolated","invert":false}""", "xabaab", "x|ab|a|ab")]
    [TestCase("""{"type":"Split","pattern":{"String":"ab"},"behavior":"Removed","invert":true}""", "xabaab", "ab|ab")]
    [TestCase("""{"type":"Split","pattern":{"Regex":"[0-9]"},"behavior":"MergedWithNext","invert":false}""", "a12b", "a|1|2b")]
    [TestCase("""{"type":"UnicodeScripts"}""", " abc \u3042\u4E2D\u30FC\u0436.", "abc |\u3042\u4E2D\u30FC|\u0436|.")]
    [TestCase("""{"type":"UnicodeScripts"}""", "   ", "")]
    [TestCase("""{"type":"FixedLength","length":2}""", "a\uD83D\uDE00bcd", "a\uD83D\uDE00|bc|d")]
    [TestCase("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""", "a b\u00E9", "\u0120a|\u0120b\u00C3\u00A9")]
    public void TextIsCutAsTheReferenceCutsIt(string preTokenizer, string text, string expected)
    {
        PreTokenizedText cut = new();
        cut.Text.Reset(text, 0, trackOffsets: true);
        cut.BeginSplit();
        cut.AddPiece(0, text.Length);
        cut.EndSplit();
        PreTokenizerReader.Read(JsonDocument.Parse(preTokenizer).RootElement)!.Split(cut);
        List<string> pieces = [];
        foreach (var piece in cut.Pieces)
        {
            pieces.Add(cut.Text.Text[piece.Start..piece.End].ToString());
        }

        Assert.That(string.Join('|', pieces), Is.EqualTo(expected));
    }

    [TestCase("""{"type":"WhitespaceSplit"}""")]
    [TestCase("""{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"always","split":true}""")]
    [TestCase("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""")]
    [TestCase("""{"type":"UnicodeScripts"}""")]
    public void TokensThatWereFoundStayWhole(string preTokenizer)
    {
        PreTokenizedText cut = new();
        cut.Text.Reset("a b [X Y] c d", 0, trackOffsets: true);
        cut.BeginSplit();
        cut.AddPiece(0, 4);
        cut.AddToken(4, 9, id: 77);
        cut.AddPiece(9, 13);
        cut.EndSplit();
        PreTokenizerReader.Read(JsonDocument.Parse(preTokenizer).RootElement)!.Split(cut);
        var token = cut.Pieces.ToArray().Single(piece => piece.IsToken);
        Assert.That(token.TokenId, Is.EqualTo(77));
        Assert.That(cut.Text.Text[token.Start..token.End].ToString(), Is.EqualTo("[X Y]"));
        Assert.That(cut.Text.OriginalRange(token.Start, token.End), Is.EqualTo((4, 9)));
    }
}
