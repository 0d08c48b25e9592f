using System.Globalization;

namespace RerankKit.Tokenizers;

/// <summary>Ranges lead from tokens back to the text that they stand for.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public class TokenizerOffsetsTests
{
    [TestCase("bert-base-uncased")]
    [TestCase("bert-base-multilingual-cased")]
    [TestCase("bert-base-chinese")]
    public void ATokenIsWhatItsRangeBecomes(string family)
    {
        var tokenizer = ReferenceTokenizers.Share(family);
        int exact = 0;
        foreach (string text in Texts(family))
        {
            var encoded = tokenizer.Encode(text, options: new() { AddSpecialTokens = false });
            (int Start, int End) last = default;
            for (int i = 0; i < encoded.Ids.Count; i++)
            {
                (int start, int stop) = encoded.Offsets[i];

                // The letters of a Hangul syllable share its range.
                Assert.That(start, Is.GreaterThanOrEqualTo(last.Start).And.LessThan(stop), text);
                Assert.That(stop, Is.GreaterThanOrEqualTo(last.End).And.LessThanOrEqualTo(text.Length), text);
                last = (start, stop);
                string token = tokenizer.IdToToken(encoded.Ids[i])!;
                string piece = token.StartsWith("##", StringComparison.Ordinal) ? token[2..] : token;
                if (text[start..stop] is var covered && covered.All(char.IsAscii) && token != "[UNK]")
                {
                    string expected = family == "bert-base-uncased" ? covered.ToLowerInvariant() : covered;
                    Assert.That(string.Concat(expected.Where(c => !char.IsControl(c))), Is.EqualTo(piece), text);
                    exact++;
                }
            }
        }

        Assert.That(exact, Is.GreaterThan(20_000));
    }

    [TestCase("roberta-base")]
    [TestCase("modernbert-base")]
    [TestCase("qwen3")]
    [TestCase("xlm-roberta-base")]
    [TestCase("deberta-v3")]
    [TestCase("albert-base-v2")]
    [TestCase("t5-small")]
    [TestCase("phi-3-mini")]
    public void RangesGoForwardAndNothingThatIsWrittenIsLost(string family)
    {
        var tokenizer = ReferenceTokenizers.Share(family);
        foreach (string text in Texts(family).Where(text => text.All(char.IsAscii)))
        {
            var encoded = tokenizer.Encode(text, options: new() { AddSpecialTokens = false });
            bool[] covered = new bool[text.Length];
            int last = 0;
            foreach ((int start, int end) in encoded.Offsets)
            {
                Assert.That(start, Is.GreaterThanOrEqualTo(last).And.LessThanOrEqualTo(end), text);
                Assert.That(end, Is.LessThanOrEqualTo(text.Length), text);
                last = start;
                Array.Fill(covered, true, start, end - start);
            }

            for (int i = 0; i < text.Length; i++)
            {
                if (char.IsAsciiLetterOrDigit(text[i]))
                {
                    Assert.That(covered[i], $"{text[i]} at {i.ToString(CultureInfo.InvariantCulture)} of {text}");
                }
            }
        }
    }

    private static IEnumerable<string> Texts(string family) => Golden.Of(family).Select(golden => golden.TextB ?? golden.TextA).Distinct();
}
