namespace RerankKit.Tokenizers;

public sealed class VocabularyAndMergesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rerankkit-tokenizer").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestCase("DebertaTokenizer", """{"[CLS]":0,"[SEP]":1,"a":2,"b":3,"ab":4,"\u0120":5}""", new[] { 0, 4, 5, 2, 1 }, new[] { 0, 0, 0, 0, 0 })]
    [TestCase("GPT2Tokenizer", """{"<|endoftext|>":0,"a":2,"b":3,"ab":4,"\u0120":5}""", new[] { 4, 5, 2 }, new[] { 0, 0, 0 })]
    [TestCase(null, """{"<s>":0,"</s>":1,"<mask>":6,"a":2,"b":3,"ab":4,"\u0120":5}""", new[] { 0, 4, 5, 2, 1 }, new[] { 0, 0, 0, 0, 0 })]
    public void TheClassDecidesTheLayout(string? tokenizerClass, string vocabulary, int[] ids, int[] typeIds)
    {
        var encoded = Load(tokenizerClass, vocabulary).Encode("ab a");

        Assert.That(encoded.Ids, Is.EqualTo(ids));
        Assert.That(encoded.TypeIds, Is.EqualTo(typeIds));
    }

    [Test]
    public void ListedTokensAreFoundInText()
    {
        var tokenizer = Load(
            "Qwen2Tokenizer", """{"a":2,"b":3,"ab":4,"\u0120":5}""", ""","added_tokens_decoder":{"9":{"content":"<|x|>","special":true},"8":{"content":"zz","special":false}}""");

        Assert.That(tokenizer.Encode("abzzab").Ids, Is.EqualTo((int[])[4, 8, 4]));
        Assert.That(tokenizer.VocabularySize, Is.EqualTo(10));
    }

    [TestCase(null)]
    [TestCase("CLIPTokenizer")]
    public void UnknownClassesAreRefusedByName(string? tokenizerClass) =>
        Assert.That(() => Load(tokenizerClass, """{"a":2,"b":3,"ab":4}"""), Throws.InstanceOf<NotSupportedException>().With.Message.Contains(tokenizerClass ?? "without a tokenizer_class"));

    [Test]
    public void ALayoutWithoutItsTokenIsRefused() =>
        Assert.That(() => Load("RobertaTokenizer", """{"a":2,"b":3,"ab":4}"""), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("cls_token"));

    [Test]
    public void AnEmptyLineAmongMergesIsRefused()
    {
        Assert.That(() => BpeModel.ReadMerges(new StringReader("#version: 0.2\na b\n\nb a\n")), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("merge 3"));
        Assert.That(BpeModel.ReadMerges(new StringReader("#version: 0.2\na b\nb a\n\n\n")), Has.Length.EqualTo(2));
    }

    private HuggingFaceTokenizer Load(string? tokenizerClass, string vocabulary, string more = "")
    {
        File.WriteAllText(Path.Combine(_folder, "vocab.json"), vocabulary);
        File.WriteAllText(Path.Combine(_folder, "merges.txt"), "#version: 0.2\na b\n");
        string configuration = Path.Combine(_folder, "tokenizer_config.json");
        File.Delete(configuration);
        if (tokenizerClass is not null)
        {
            File.WriteAllText(configuration, $$"""{"tokenizer_class":"{{tokenizerClass}}"{{more}}}""");
        }

        return HuggingFaceTokenizer.Load(_folder);
    }
}
