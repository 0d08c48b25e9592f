using System.IO.Compression;
using System.Text;

namespace RerankKit.Tokenizers;

[TestFixture]
public class TokenizerLoadingTests
{
    private string _folder = "";

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("rerankkit-tokenizer").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("\"normalizer\": null", "\"normalizer\": {\"type\":\"Upside\"}", "'Upside'")]
    [TestCase("\"normalizer\": null", "\"normalizer\": {\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFC\"},{\"type\":\"Upside\"}]}", "normalizer.normalizers[1]")]
    [TestCase("\"normalizer\": null", "\"normalizer\": {\"type\":\"NFC\",\"strength\":2}", "normalizer.strength")]
    [TestCase("\"pre_tokenizer\": null", "\"pre_tokenizer\": {\"type\":\"Jieba\"}", "'Jieba'")]
    [TestCase("\"pre_tokenizer\": null", "\"pre_tokenizer\": {\"type\":\"Punctuation\",\"behavior\":\"Doubled\"}", "'Doubled'")]
    [TestCase("\"pre_tokenizer\": null", "\"pre_tokenizer\": {\"type\":\"Metaspace\",\"replacement\":\"_\",\"prepend_scheme\":\"last\"}", "'last'")]
    [TestCase("\"post_processor\": null", "\"post_processor\": {\"type\":\"Envelope\"}", "'Envelope'")]
    [TestCase("\"decoder\": null", "\"decoder\": null, \"encoder\": 1", "tokenizer.encoder")]
    [TestCase("\"version\": \"1.0\"", "\"version\": \"2.0\"", "'2.0'")]
    [TestCase("WordPiece", "WordSalad", "'WordSalad'")]
    [TestCase("\"max_input_chars_per_word\":100", "\"max_input_chars_per_word\":100,\"dropout\":0.1", "model.dropout")]
    [TestCase("\"single_word\":false", "\"single_word\":false,\"sticky\":true", "added_tokens[0].sticky")]
    public void WhatIsNotSupportedIsRefusedByName(string part, string replacement, string named)
    {
        string json = TinyTokenizer.Json(normalizer: null, preTokenizer: null, postProcessor: null);
        Assert.That(json, Does.Contain(part));
        int at = json.IndexOf(part, StringComparison.Ordinal);
        string path = Write("tokenizer.json", json[..at] + replacement + json[(at + part.Length)..]);
        Assert.That(() => HuggingFaceTokenizer.Load(path), Throws.TypeOf<NotSupportedException>().With.Message.Contains(named).And.Message.Contains(path));
    }

    [TestCase("\"max_input_chars_per_word\":100", "\"max_input_chars_per_word\":-1", "max_input_chars_per_word")]
    [TestCase("\"unk_token\":\"[UNK]\",", "", "model.unk_token")]
    [TestCase("\"cat\":5", "\"cat\":\"5\"", "'cat'")]
    [TestCase("\"cat\":5", "\"cat\":2000000000", "'cat'")]
    [TestCase("\"cat\":5", "\"cat\":5.5", "'cat'")]
    [TestCase("\"content\":\"[PAD]\"", "\"content\":7", "added_tokens[0].content")]
    [TestCase("\"single_word\":false", "\"single_word\":0", "added_tokens[0].single_word")]
    [TestCase("\"normalizer\": null", "\"normalizer\": \"NFC\"", "normalizer")]
    [TestCase("\"pre_tokenizer\": null", "\"pre_tokenizer\": {\"type\":\"Metaspace\",\"replacement\":\"\"}", "replacement")]
    [TestCase("\"pre_tokenizer\": null", "\"pre_tokenizer\": {\"type\":\"Metaspace\",\"replacement\":\"_\",\"add_prefix_space\":false,\"prepend_scheme\":\"always\"}", "add_prefix_space")]
    [TestCase("\"pre_tokenizer\": null", "\"pre_tokenizer\": {\"type\":\"FixedLength\",\"length\":0}", "length")]
    [TestCase("\"decoder\": null,", "\"decoder\": null", "JSON")]
    public void ADamagedFileIsRefused(string part, string replacement, string named)
    {
        string json = TinyTokenizer.Json(normalizer: null, preTokenizer: null, postProcessor: null);
        Assert.That(json, Does.Contain(part));
        int at = json.IndexOf(part, StringComparison.Ordinal);
        string path = Write("tokenizer.json", json[..at] + replacement + json[(at + part.Length)..]);
        Assert.That(() => HuggingFaceTokenizer.Load(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains(named).And.Message.Contains(path));
    }

    [Test]
    public void WhatIsNotThereIsNamed()
    {
        Assert.That(() => HuggingFaceTokenizer.Load(_folder), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("vocab.txt"));
        Assert.That(() => HuggingFaceTokenizer.Load(Path.Combine(_folder, "tokenizer.json")), Throws.TypeOf<FileNotFoundException>());
        Assert.That(() => HuggingFaceTokenizer.Load(" "), Throws.ArgumentException);
        Assert.That(() => HuggingFaceTokenizer.Load(Write("tokenizer.yaml", "")), Throws.TypeOf<NotSupportedException>().With.Message.Contains(".yaml"));
        Assert.That(() => HuggingFaceTokenizer.Load(Write("vocab.json", "{}")), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("merges.txt"));
        File.Delete(Path.Combine(_folder, "vocab.json"));
        Write("a.model", "");
        Write("b.model", "");
        Assert.That(() => HuggingFaceTokenizer.Load(_folder), Throws.TypeOf<InvalidDataException>().With.Message.Contains("a.model").And.Message.Contains("b.model"));
    }

    [Test]
    public void ACompressedFileIsReadAndTheBetterFileWins()
    {
        using (GZipStream packed = new(File.Create(Path.Combine(_folder, "tokenizer.json.gz")), CompressionLevel.Fastest))
        {
            packed.Write(Encoding.UTF8.GetBytes(TinyTokenizer.Json()));
        }

        Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n");
        Assert.That(HuggingFaceTokenizer.Load(_folder).VocabularySize, Is.EqualTo(21));
        Assert.That(HuggingFaceTokenizer.Load(Path.Combine(_folder, "vocab.txt")).VocabularySize, Is.EqualTo(5));
        Write("tokenizer.json", TinyTokenizer.Json(addedTokens: TinyTokenizer.Special + "," + TinyTokenizer.Added(9, "<x>")));
        Assert.That(HuggingFaceTokenizer.Load(_folder).VocabularySize, Is.EqualTo(22));
    }

    [Test]
    public void TheConfigurationBesideTheTokenizerIsRead()
    {
        Write("tokenizer.json", TinyTokenizer.Json());
        Write("tokenizer_config.json", """{"model_max_length":512,"padding_side":"left","truncation_side":"left","pad_token":{"content":"[PAD]"}}""");
        var tokenizer = HuggingFaceTokenizer.Load(_folder);
        Assert.That((tokenizer.MaxLength, tokenizer.PadTokenId, tokenizer.PadsLeft, tokenizer.TruncationSide), Is.EqualTo((512, 0, true, TruncationSide.Left)));

        Write("tokenizer_config.json", """{"model_max_length":1000000000000000019884624838656,"padding_side":null}""");
        Write("special_tokens_map.json", """{"pad_token":"[SEP]"}""");
        tokenizer = HuggingFaceTokenizer.Load(_folder);
        Assert.That((tokenizer.MaxLength, tokenizer.PadTokenId, tokenizer.PadsLeft, tokenizer.TruncationSide), Is.EqualTo(((int?)null, 3, false, TruncationSide.Right)));
    }

    [Test]
    public void WithoutAConfigurationTheFileItselfCounts()
    {
        string json = TinyTokenizer.Json()
            .Replace("\"truncation\": null", """ "truncation": {"direction":"Left","max_length":128,"strategy":"LongestFirst","stride":0} """, StringComparison.Ordinal)
            .Replace("\"padding\": null", """ "padding": {"strategy":"BatchLongest","direction":"Left","pad_to_multiple_of":null,"pad_id":3,"pad_type_id":0,"pad_token":"[SEP]"} """, StringComparison.Ordinal);
        var tokenizer = HuggingFaceTokenizer.Load(Write("tokenizer.json", json));
        Assert.That((tokenizer.MaxLength, tokenizer.PadTokenId, tokenizer.PadsLeft, tokenizer.TruncationSide), Is.EqualTo((128, 3, true, TruncationSide.Left)));
        Assert.That(HuggingFaceTokenizer.Load(Write("tokenizer.json", TinyTokenizer.Json())).PadTokenId, Is.Null);
    }

    [TestCase("""{"padding_side":"up"}""", "padding_side")]
    [TestCase("""{"model_max_length":-3}""", "model_max_length")]
    [TestCase("[]", "tokenizer_config.json")]
    [TestCase("{", "tokenizer_config.json")]
    public void ADamagedConfigurationIsRefused(string configuration, string named)
    {
        Write("tokenizer.json", TinyTokenizer.Json());
        Write("tokenizer_config.json", configuration);
        Assert.That(() => HuggingFaceTokenizer.Load(_folder), Throws.TypeOf<InvalidDataException>().With.Message.Contains(named));
    }

    [Test]
    public void FilesWithoutTypesAreOfTheFirstVersions()
    {
        string json = TinyTokenizer.Json().Replace("\"type\":\"WordPiece\",", "", StringComparison.Ordinal).Replace("\"type\":\"BertProcessing\",", "", StringComparison.Ordinal);
        Assert.That(TinyTokenizer.Load(json).Encode("the cat").Ids, Is.EqualTo((int[])[2, 4, 5, 3]));
    }

    [Test]
    public void AVocabularyIsReadAsBert()
    {
        string tokenizer = TestData.Path("tokenizers", "bert-base-uncased", "tokenizer.json");
        string vocabulary = TestData.Path("tokenizers", "bert-base-uncased", "vocab.txt");
        foreach (bool parse in (bool[])[true, false])
        {
            var expected = HuggingFaceTokenizer.Load(tokenizer, new() { ParseSpecialTokens = parse });
            var actual = HuggingFaceTokenizer.Load(vocabulary, new() { ParseSpecialTokens = parse });
            Assert.That(actual.VocabularySize, Is.EqualTo(expected.VocabularySize));
            foreach (var golden in Golden.Of("bert-base-uncased").Where(golden => golden.Error is null))
            {
                EncodeOptions options = new() { MaxLength = golden.MaxLength, Truncation = golden.Options.Truncation };
                var pair = actual.Encode(golden.TextA, golden.TextB, options);
                var reference = expected.Encode(golden.TextA, golden.TextB, options);
                Assert.That(pair.Ids.SequenceEqual(reference.Ids) && pair.TypeIds.SequenceEqual(reference.TypeIds), golden.Name);
            }
        }
    }

    [Test]
    public void AVocabularyHasItsSettingsInTheConfiguration()
    {
        Write("vocab.txt", "<pad>\r\n<unk>\r\n<s>\r\n</s>\r\nA\r\na\r\n\u00e9\r\n\u4e2d\u6587\r\n");
        Write("tokenizer_config.json", """{"do_lower_case":false,"tokenize_chinese_chars":false,"unk_token":"<unk>","sep_token":"</s>","cls_token":"<s>","pad_token":"<pad>","tokenizer_class":"BertTokenizer"}""");
        var tokenizer = HuggingFaceTokenizer.Load(_folder);
        Assert.That(tokenizer.Encode("A a \u00e9 \u4e2d\u6587 b").Ids, Is.EqualTo((int[])[2, 4, 5, 6, 7, 1, 3]));
        Assert.That(tokenizer.PadTokenId, Is.Zero);
    }

    [TestCase("""{"tokenizer_class":"BertJapaneseTokenizer"}""", "BertJapaneseTokenizer")]
    [TestCase("""{"do_basic_tokenize":false}""", "do_basic_tokenize")]
    [TestCase("""{"never_split":["a"]}""", "never_split")]
    public void AVocabularyOfAnotherKindIsRefused(string configuration, string named)
    {
        Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n");
        Write("tokenizer_config.json", configuration);
        Assert.That(() => HuggingFaceTokenizer.Load(_folder), Throws.TypeOf<NotSupportedException>().With.Message.Contains(named));
    }

    [Test]
    public void AVocabularyWithoutItsSpecialTokensIsRefused() =>
        Assert.That(() => HuggingFaceTokenizer.Load(Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\na\n")), Throws.TypeOf<InvalidDataException>().With.Message.Contains("[SEP]"));

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
