namespace RerankKit.Tokenizers;

[TestFixture]
public class PostProcessorTests
{
    private const string Roberta = """{"type":"RobertaProcessing","sep":["[SEP]",3],"cls":["[CLS]",2],"trim_offsets":true,"add_prefix_space":true}""";

    private const string Template = """
        {"type":"TemplateProcessing",
         "single":[{"SpecialToken":{"id":"x","type_id":2}},{"Sequence":{"id":"A","type_id":1}}],
         "pair":[{"Sequence":{"id":"B","type_id":1}},{"SpecialToken":{"id":"x","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
         "special_tokens":{"x":{"id":"x","ids":[2,3],"tokens":["[CLS]","[SEP]"]}}}
        """;

    [TestCase(TinyTokenizer.BertProcessing, "2 11 3", "0 0 0", "1 0 1")]
    [TestCase(Roberta, "2 11 3", "0 0 0", "1 0 1")]
    [TestCase(Template, "2 3 11", "2 2 1", "1 1 0")]
    [TestCase(null, "11", "0", "0")]
    [TestCase("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false}""", "11", "0", "0")]
    public void OneTextIsLaidOut(string? processor, string ids, string typeIds, string mask) => AssertLayout(processor, null, ids, typeIds, mask);

    [TestCase(TinyTokenizer.BertProcessing, "2 11 3 13 3", "0 0 0 1 1", "1 0 1 0 1")]
    [TestCase(Roberta, "2 11 3 3 13 3", "0 0 0 0 0 0", "1 0 1 1 0 1")]
    [TestCase(Template, "13 2 3 11", "1 0 0 0", "0 1 1 0")]
    [TestCase(null, "11 13", "0 1", "0 0")]
    [TestCase($$"""{"type":"Sequence","processors":[{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true},{{TinyTokenizer.BertProcessing}}]}""", "2 11 3 13 3", "0 0 0 1 1", "1 0 1 0 1")]
    [TestCase($$"""{"type":"Sequence","processors":[{{TinyTokenizer.BertProcessing}},{{Template}}]}""", "13 3 2 3 2 11 3", "1 1 0 0 0 0 0", "0 1 1 1 1 0 1")]
    public void APairIsLaidOut(string? processor, string ids, string typeIds, string mask) => AssertLayout(processor, "b", ids, typeIds, mask);

    [TestCase(TinyTokenizer.BertProcessing, "11 13", "0 1")]
    [TestCase(Roberta, "11 13", "0 0")]
    [TestCase(Template, "13 11", "1 0")]
    public void SpecialTokensCanBeLeftOut(string processor, string ids, string typeIds)
    {
        var encoded = TinyTokenizer.Load(TinyTokenizer.Json(postProcessor: processor)).Encode("a", "b", new() { AddSpecialTokens = false });
        Assert.That(string.Join(' ', encoded.Ids), Is.EqualTo(ids));
        Assert.That(string.Join(' ', encoded.TypeIds), Is.EqualTo(typeIds));
        Assert.That(encoded.SpecialTokensMask, Is.All.Zero);
    }

    [Test]
    public void SequencesAndOffsetsNameTheirText()
    {
        var encoded = TinyTokenizer.Load(TinyTokenizer.Json()).Encode("a cat", "b");
        Assert.That(encoded.Sequences, Is.EqualTo((int?[])[null, 0, 0, null, 1, null]));
        Assert.That(encoded.Offsets, Is.EqualTo(((int, int)[])[(0, 0), (0, 1), (2, 5), (0, 0), (0, 1), (0, 0)]));
    }

    [TestCase("""{"type":"TemplateProcessing","single":[{"Sequence":{"id":"B","type_id":0}}],"pair":[],"special_tokens":{}}""", "second text")]
    [TestCase("""{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"y","type_id":0}}],"pair":[],"special_tokens":{}}""", "'y'")]
    [TestCase("""{"type":"TemplateProcessing","single":[{"Sequence":{"id":"C","type_id":0}}],"pair":[],"special_tokens":{}}""", "'C'")]
    [TestCase("""{"type":"BertProcessing","sep":["[SEP]"],"cls":["[CLS]",2]}""", "sep")]
    public void ADamagedLayoutIsRefused(string processor, string named) =>
        Assert.That(() => TinyTokenizer.Read(TinyTokenizer.Json(postProcessor: processor)), Throws.TypeOf<InvalidDataException>().With.Message.Contains(named));

    private static void AssertLayout(string? processor, string? second, string ids, string typeIds, string mask)
    {
        var tokenizer = TinyTokenizer.Load(TinyTokenizer.Json(postProcessor: processor));
        var encoded = tokenizer.Encode("a", second);
        Assert.That(string.Join(' ', encoded.Ids), Is.EqualTo(ids));
        Assert.That(string.Join(' ', encoded.TypeIds), Is.EqualTo(typeIds));
        Assert.That(string.Join(' ', encoded.SpecialTokensMask), Is.EqualTo(mask));
        Assert.That(encoded.AttentionMask, Is.EqualTo(Enumerable.Repeat(1, encoded.Ids.Count)));

        int[] composed = new int[encoded.Ids.Count];
        int[] types = new int[composed.Length];
        int length = second is null ? tokenizer.Compose([11], composed, types) : tokenizer.Compose([11], [13], composed, types);
        Assert.That(length, Is.EqualTo(composed.Length).And.EqualTo(tokenizer.SpecialTokenCount(second is not null) + (second is null ? 1 : 2)));
        Assert.That(composed, Is.EqualTo(encoded.Ids));
        Assert.That(types, Is.EqualTo(encoded.TypeIds));
    }
}
