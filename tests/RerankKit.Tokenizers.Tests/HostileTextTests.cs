namespace RerankKit.Tokenizers;

/// <summary>Texts on which careless tokenizers take quadratic time or fail: with them this fixture would not end.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public class HostileTextTests
{
    private const int Length = 300_000;

    [TestCase("xlm-roberta-base")]
    [TestCase("deberta-v3")]
    [TestCase("albert-base-v2")]
    [TestCase("phi-3-mini")]
    [TestCase("roberta-base")]
    [TestCase("modernbert-base")]
    [TestCase("qwen3")]
    [TestCase("llama2/tokenizer.model")]
    [TestCase("t5-small/spiece.model")]
    public void LongTextsOfTheSameAreTokenized(string name)
    {
        var tokenizer = ReferenceTokenizers.Share(name, parse: true);
        var tokens = new TokenBuffer();
        foreach (string unit in (ReadOnlySpan<string>)["a", " ", "\n", "\u2581", "'", "\U0001F600", "\u0301", "1", "a\u0301", "ab ", "\u4e2d", "</s", "\u00bc\u200d", "  a", "\u0600"])
        {
            tokenizer.Encode(string.Concat(Enumerable.Repeat(unit, Length / unit.Length)), tokens);

            // SentencePiece drops white space; whatever else is there yields at most a token for each byte.
            Assert.That(tokens.Count, Is.LessThanOrEqualTo(4 * Length), unit);
        }
    }

    [TestCase("xlm-roberta-base")]
    [TestCase("deberta-v3")]
    [TestCase("phi-3-mini")]
    [TestCase("roberta-base")]
    [TestCase("qwen3")]
    [TestCase("llama2/tokenizer.model")]
    [TestCaseSource(typeof(ReferenceTokenizers), nameof(ReferenceTokenizers.Names))]
    public void RandomTextsYieldIdsAndRangesWithinBounds(string name)
    {
        var tokenizer = ReferenceTokenizers.Share(name);
        var random = new RandomText(41);
        var tokens = new TokenBuffer();
        for (int i = 0; i < (ReferenceTokenizers.Names.Contains(name) ? 300 : 2000); i++)
        {
            string text = random.Next(80, unpaired: true);
            var encoded = tokenizer.Encode(text, null, new() { AddSpecialTokens = false });
            tokenizer.Encode(text, tokens);

            Assert.That(tokens.Ids.SequenceEqual(encoded.Ids.ToArray()), text);
            Assert.That(encoded.Ids.All(id => id >= 0 && id < tokenizer.VocabularySize), text);
            Assert.That(encoded.Offsets.All(range => range.Start >= 0 && range.Start <= range.End && range.End <= text.Length), text);
        }
    }
}
