using System.Buffers;

namespace RerankKit.Tokenizers;

/// <summary>Our tokenizer behind Microsoft's type, as chunkers and counters use it.</summary>
[TestFixture]
public class MicrosoftTokenizerTests
{
    private readonly Microsoft.ML.Tokenizers.Tokenizer _tokenizer = TinyTokenizer.Load(TinyTokenizer.Json());

    [Test]
    public void TokensCarryIdsValuesAndRangesOfTheTextAsGiven()
    {
        IReadOnlyList<Microsoft.ML.Tokenizers.EncodedToken> tokens = _tokenizer.EncodeToTokens(" The CATS.", out string? normalized);

        Assert.That(normalized, Is.Null, "offsets are those of the text itself");
        Assert.That(tokens.Select(token => token.Id), Is.EqualTo(new[] { 4, 5, 7, 10 }));
        Assert.That(tokens.Select(token => token.Value), Is.EqualTo(new[] { "the", "cat", "##s", "." }));
        Assert.That(tokens.Select(token => " The CATS."[token.Offset]), Is.EqualTo(new[] { "The", "CAT", "S", "." }));
        Assert.That(_tokenizer.EncodeToIds(" The CATS."), Is.EqualTo(new[] { 4, 5, 7, 10 }));
        Assert.That(_tokenizer.CountTokens(" The CATS."), Is.EqualTo(4));
    }

    [TestCase(1, 4, 1)]
    [TestCase(3, 9, 3)]
    [TestCase(4, 12, 4)]
    [TestCase(9, 12, 4)]
    public void ATextIsCutAtATokenFromTheStart(int most, int index, int count)
    {
        const string Text = " The CATS.  ";
        Assert.That(_tokenizer.GetIndexByTokenCount(Text, most, out _, out int tokens), Is.EqualTo(index));
        Assert.That(tokens, Is.EqualTo(count));
        Assert.That(_tokenizer.EncodeToIds(Text, most, out _, out int consumed), Has.Count.EqualTo(count));
        Assert.That(consumed, Is.EqualTo(index));
    }

    [Test]
    public void ATextIsCutAtATokenFromTheEnd()
    {
        const string Text = " The CATS.";
        Assert.That(_tokenizer.GetIndexByTokenCountFromEnd(Text, 2, out _, out int tokens), Is.EqualTo(8));
        Assert.That(tokens, Is.EqualTo(2));
        Assert.That(_tokenizer.GetIndexByTokenCountFromEnd(Text, 99, out _, out tokens), Is.Zero);
        Assert.That(tokens, Is.EqualTo(4));
    }

    [Test]
    public void NoCharacterIsCutInTwoThatHasSeveralTokens()
    {
        // 'é' is two tokens of a byte each.
        const string Vocabulary = """{"a":0,"Ã":1,"©":2}""";
        HuggingFaceTokenizer bytes = TinyTokenizer.Load(TinyTokenizer.Json(
            normalizer: null,
            preTokenizer: """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":false,"use_regex":false}""",
            postProcessor: null,
            addedTokens: "",
            model: $$"""{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":null,"end_of_word_suffix":null,"fuse_unk":false,"vocab":{{Vocabulary}},"merges":[]}"""));

        Assert.That(bytes.EncodeToIds("aéa"), Is.EqualTo(new[] { 0, 1, 2, 0 }));
        Assert.That(bytes.GetIndexByTokenCount("aéa", 2, out _, out int tokens), Is.EqualTo(1));
        Assert.That(tokens, Is.EqualTo(1));
        Assert.That(bytes.GetIndexByTokenCountFromEnd("aéa", 2, out _, out tokens), Is.EqualTo(2), "half of the character would be the second token");
        Assert.That(tokens, Is.EqualTo(1));
    }

    [Test]
    public void TextIsWrittenForAsManyIdsAsThereIsRoomFor()
    {
        char[] room = new char[5];
        Assert.That(_tokenizer.Decode([4, 5], room, out int ids, out int written), Is.EqualTo(OperationStatus.DestinationTooSmall));
        Assert.That((ids, new string(room, 0, written)), Is.EqualTo((1, "the")));
        Assert.That(_tokenizer.Decode([4, 99, 5], new char[50], out ids, out _), Is.EqualTo(OperationStatus.InvalidData));
        Assert.That(ids, Is.EqualTo(1));
        Assert.That(_tokenizer.Decode([4, 5], new char[50], out ids, out _), Is.EqualTo(OperationStatus.Done));
        Assert.That(ids, Is.EqualTo(2));
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(100)]
    public void ATextIsChunkedByTokensWithoutLosingACharacter(int most)
    {
        string text = string.Concat(Enumerable.Repeat(" The CATS sat,  then \u00E9\u0301 sat. ", 5));
        List<string> chunks = [];
        for (int start = 0; start < text.Length;)
        {
            int length = _tokenizer.GetIndexByTokenCount(text.AsSpan(start), most, out _, out int tokens);
            chunks.Add(text.Substring(start, length));
            Assert.That(tokens, Is.InRange(0, most));
            Assert.That(_tokenizer.CountTokens(chunks[^1]), Is.EqualTo(tokens));
            start += length;
        }

        Assert.That(string.Concat(chunks), Is.EqualTo(text));
        Assert.That(chunks, Has.Count.EqualTo((_tokenizer.CountTokens(text) + most - 1) / most));
    }

    [Test]
    public void HalfOfThePipelineIsRefused()
    {
        Assert.That(() => _tokenizer.EncodeToIds("a", considerNormalization: false), Throws.TypeOf<NotSupportedException>().With.Message.Contains("considerNormalization"));
        Assert.That(() => _tokenizer.CountTokens("a", considerPreTokenization: false), Throws.TypeOf<NotSupportedException>());
    }
}
