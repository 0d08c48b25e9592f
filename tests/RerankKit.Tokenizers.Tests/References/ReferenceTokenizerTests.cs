namespace RerankKit.Tokenizers;

/// <summary>Exactness to the id with nothing but the repository.</summary>
[Parallelizable(ParallelScope.All)]
public class ReferenceTokenizerTests
{
    private static IReadOnlyList<string> Names => ReferenceTokenizers.Names;

    [Test]
    public void EveryReferenceLineIsReproduced([ValueSource(nameof(Names))] string name)
    {
        HuggingFaceTokenizer tokenizer = ReferenceTokenizers.Load(name);
        TokenBuffer tokens = new();
        IReadOnlyList<int[]> ids = ReferenceTokenizers.Ids(name);
        Assert.That(ids, Has.Count.EqualTo(ReferenceTokenizers.Texts.Count).And.Count.GreaterThan(140));
        using (Assert.EnterMultipleScope())
        {
            foreach ((string text, int[] expected) in ReferenceTokenizers.Texts.Zip(ids))
            {
                Assert.That(tokenizer.Encode(text).Ids, Is.EqualTo(expected), text);
                tokenizer.Encode(text, tokens);
                Assert.That(expected.AsSpan().IndexOf(tokens.Ids), Is.Not.Negative, $"{text}: without offsets");
            }
        }
    }

    // Ids of special tokens around the texts A and B, each with its type.
    [TestCase("bytelevel-end-of-word", "0:0 A:0 1:0 1:0 B:0 1:0")]
    [TestCase("bytelevel-nfc", "2:0 A:0 3:0 B:0 3:0")]
    [TestCase("bytelevel-roberta", "0:0 A:0 2:0 2:0 B:0 2:0")]
    [TestCase("bytelevel-split", "A:0 B:1")]
    [TestCase("bytelevel-whole-words", "0:0 A:0 0:1 B:1")]
    [TestCase("spaces-gemma", "2:0 A:0 2:1 B:1")]
    [TestCase("spaces-llama", "1:0 A:0 1:1 B:1")]
    [TestCase("unigram-albert", "2:0 A:0 3:0 B:1 3:1")]
    [TestCase("unigram-bytes", "A:0 2:0 B:1 2:1")]
    [TestCase("unigram-deberta", "1:0 A:0 2:0 B:1 2:1")]
    [TestCase("unigram-first", "A:0 1:0 B:0 1:0")]
    [TestCase("unigram-t5", "A:0 1:0 B:0 1:0")]
    [TestCase("unigram-xlmr", "0:0 A:0 2:0 2:0 B:0 2:0")]
    [TestCase("wordlevel", "A:0 B:1")]
    [TestCase("wordpiece-cased", "2:0 A:0 3:0 B:1 3:1")]
    [TestCase("wordpiece-uncased", "2:0 A:0 3:0 B:1 3:1")]
    public void APairIsLaidOutAsTheFamilyDoes(string name, string layout)
    {
        HuggingFaceTokenizer tokenizer = ReferenceTokenizers.Load(name);
        EncodeOptions bare = new() { AddSpecialTokens = false };
        foreach ((string a, string b) in ReferenceTokenizers.Texts.Zip(ReferenceTokenizers.Texts.Skip(1)))
        {
            (int Id, int Type)[] expected =
            [
                .. layout.Split(' ').Select(part => part.Split(':')).SelectMany(part => (part[0] switch
                {
                    "A" => tokenizer.Encode(a, null, bare).Ids,
                    "B" => tokenizer.Encode(b, null, bare).Ids,
                    string id => [int.Parse(id, System.Globalization.CultureInfo.InvariantCulture)],
                }).Select(id => (id, part[1][0] - '0'))),
            ];
            TokenizedText pair = tokenizer.Encode(a, b);
            Assert.That(pair.Ids, Is.EqualTo(expected.Select(token => token.Id)), $"{a} | {b}");
            Assert.That(pair.TypeIds, Is.EqualTo(expected.Select(token => token.Type)), $"{a} | {b}");
        }
    }
}
