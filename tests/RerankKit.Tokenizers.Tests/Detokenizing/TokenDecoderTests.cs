using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>Each kind of decoder, with what Hugging Face's library makes of the same tokens.</summary>
[TestFixture]
public class TokenDecoderTests
{
    [TestCase("""{"type":"WordPiece","prefix":"##","cleanup":true}""", "the,cat,##s,.,do,n't", "the cats. don't")]
    [TestCase("""{"type":"WordPiece","prefix":"##","cleanup":false}""", "the,cat,##s,.", "the cats .")]
    [TestCase("""{"type":"WordPiece","prefix":"##","cleanup":true}""", "##s,cat", "##s cat")]
    [TestCase("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""", "Hello,Ġw,Ã¶,rld", "Hello wörld")]
    [TestCase("""{"type":"ByteLevel"}""", "Ã", "\uFFFD")]
    [TestCase("""{"type":"ByteLevel"}""", "a b,Ġ", "a b ")]
    [TestCase("""{"type":"ByteFallback"}""", "<0xE4>,<0xBD>,<0xA0>,!", "你!")]
    [TestCase("""{"type":"ByteFallback"}""", "<0xE4>,<0xBD>,a", "\uFFFD\uFFFDa")]
    [TestCase("""{"type":"ByteFallback"}""", "<0xZZ>", "<0xZZ>")]
    [TestCase("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}""", "▁the,▁cat,s", "the cats")]
    [TestCase("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"never","split":true}""", "▁the,▁cat", " the cat")]
    [TestCase("""{"type":"BPEDecoder","suffix":"</w>"}""", "the</w>,ca,ts</w>", "the cats")]
    [TestCase("""{"type":"CTC","pad_token":"<pad>","word_delimiter_token":"|","cleanup":true}""", "h,h,<pad>,i,|,i", "hi i")]
    [TestCase("""{"type":"Replace","pattern":{"String":"▁"},"content":" "}""", "▁a,b▁▁c", " ab  c")]
    [TestCase("""{"type":"Replace","pattern":{"Regex":"[0-9]+"},"content":"#"}""", "a12b3", "a#b#")]
    [TestCase("""{"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}""", "  a, b", " a b")]
    [TestCase("""{"type":"Strip","content":"a","start":2,"stop":1}""", "aaab,baa", "abba")]
    public void TokensBecomeText(string json, string tokens, string text)
    {
        using var document = JsonDocument.Parse(json);
        List<string> list = [.. tokens.Split(',')];
        TokenDecoderReader.Read(document.RootElement)!(list);
        Assert.That(string.Concat(list), Is.EqualTo(text));
    }

    [TestCase("""{"type":"Magic"}""", "the decoder 'Magic'")]
    [TestCase("""{"type":"Sequence","decoders":[{"type":"Fuse","more":1}]}""", "decoder.decoders[0].more")]
    public void WhatIsNotKnownIsRefusedByName(string json, string named)
    {
        using var document = JsonDocument.Parse(json);
        Assert.That(() => TokenDecoderReader.Read(document.RootElement), Throws.TypeOf<NotSupportedException>().With.Message.Contains(named));
    }

    [Test]
    public void SpecialTokensAreLeftOutUnlessAskedFor()
    {
        HuggingFaceTokenizer tokenizer = TinyTokenizer.Load(TinyTokenizer.Json());
        Assert.That(tokenizer.Decode([2, 4, 5, 3]), Is.EqualTo("the cat"), "without a decoder tokens are joined with spaces");
        Assert.That(tokenizer.Decode([2, 4, 5, 3], skipSpecialTokens: false), Is.EqualTo("[CLS] the cat [SEP]"));
        Assert.That(() => tokenizer.Decode([4, 99]), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("99"));
    }
}
