using System.Text.Json;
using RerankKit.TestModels;

namespace RerankKit.Tokenizers;

/// <summary>On how many of the 551 reference texts Microsoft.ML.Tokenizers 2.0.1 gives the reference's ids, as docs/tokenizers.md says it. Ours gives them on all: <see cref="ReferenceEncodingTests"/>.</summary>
[Parallelizable(ParallelScope.All)]
public class MicrosoftEqualityTests
{
    [TestCase("bert-base-uncased", 461)]
    [TestCase("bert-base-multilingual-cased", 457)]
    [TestCase("bert-base-chinese", 468)]
    [TestCase("roberta-base/vocab.json", 549)]
    [TestCase("qwen3/vocab.json", 551)]
    [TestCase("deberta-v3/spm.model", 502)]
    [TestCase("mbart-en-pruned/sentencepiece.bpe.model", 397)]
    [TestCase("llama2/tokenizer.model", 541)]
    public void ThePageSaysHowManyTextsGiveTheSameIds(string file, int same)
    {
        (Microsoft.ML.Tokenizers.Tokenizer microsofts, HuggingFaceTokenizer ours) = MicrosoftTokenizers.Open(TestData.Path("tokenizers"), file);
        string[] texts = Texts();
        Assert.That(texts, Has.Length.EqualTo(551));
        Assert.That(texts.Count(text => microsofts.EncodeToIds(text).SequenceEqual(ours.EncodeToIds(text))), Is.EqualTo(same));
        Assert.That(File.ReadLines(TestData.Repository("docs", "tokenizers.md")), Has.Some.StartsWith($"| `{file}` | 551 | {same} |"));
    }

    [Test]
    public void T5DoesNotLoad() => Assert.That(
        () => MicrosoftTokenizers.Open(TestData.Path("tokenizers"), "t5-small/spiece.model"), Throws.Exception);

    private static string[] Texts() =>
    [
        .. File.ReadLines(TestData.Path("tokenizers", "inputs.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .SelectMany(input => new[] { "text_a", "text_b" }.Select(name => input.TryGetProperty(name, out JsonElement text) ? text.GetString() : null))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal),
    ];
}
