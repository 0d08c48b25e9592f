namespace RerankKit.Tokenizers;

/// <summary>Every reference encoding of the shared data, to the id.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public class ReferenceEncodingTests
{
    [TestCase("bert-base-uncased")]
    [TestCase("bert-base-multilingual-cased")]
    [TestCase("bert-base-chinese")]
    [TestCase("ms-marco-minilm-cross-encoder")]
    [TestCase("roberta-base")]
    [TestCase("roberta-base/vocab.json")]
    [TestCase("modernbert-base")]
    [TestCase("qwen3")]
    [TestCase("qwen3/vocab.json")]
    [TestCase("t5-small")]
    [TestCase("albert-base-v2")]
    [TestCase("deberta-v3")]
    [TestCase("xlm-roberta-base")]
    [TestCase("mbart-en-pruned")]
    [TestCase("phi-3-mini")]
    public void EveryReferenceLineIsReproduced(string family)
    {
        var parsing = ReferenceTokenizers.Share(family, parse: true);
        int count = 0;
        Assert.Multiple(() =>
        {
            foreach (var golden in Golden.Of(family.Split('/')[0]))
            {
                AssertEncodes(parsing, golden);
                count++;
            }
        });
        Assert.That(count, Is.GreaterThan(700));
    }

    [Test]
    public void EveryEdgeCaseIsReproduced()
    {
        // Read before the block, in which a test cannot be skipped.
        Golden[] goldens = [.. Golden.Of("edge-cases")];
        Dictionary<string, HuggingFaceTokenizer> tokenizers = [];
        Assert.Multiple(() =>
        {
            foreach (var golden in goldens)
            {
                if (!tokenizers.TryGetValue(golden.Tokenizer!, out var tokenizer))
                {
                    tokenizer = HuggingFaceTokenizer.Load(TestData.Path("tokenizers", "edge-cases", golden.Tokenizer!), new() { ParseSpecialTokens = true });
                    tokenizers.Add(golden.Tokenizer!, tokenizer);
                }

                AssertEncodes(tokenizer, golden);
            }
        });
        Assert.That(tokenizers, Has.Count.EqualTo(7));
    }

    private static void AssertEncodes(HuggingFaceTokenizer tokenizer, Golden golden)
    {
        if (golden.Error is not null)
        {
            Assert.That(() => tokenizer.Encode(golden.TextA, golden.TextB, golden.Options), Throws.ArgumentException, golden.Name);
            return;
        }

        var encoded = tokenizer.Encode(golden.TextA, golden.TextB, golden.Options);
        AssertSame(Fast(tokenizer, golden), encoded.Ids, $"{golden.Name}: without offsets");
        if (golden.OtherIds is not null)
        {
            Assert.That(encoded.Ids, Is.EqualTo(golden.Ids!).Or.EqualTo(golden.OtherIds), golden.Name);
            return;
        }

        AssertSame(encoded.Ids, golden.Ids!, $"{golden.Name}: ids");
        AssertSame(encoded.TypeIds, golden.TypeIds, $"{golden.Name}: type ids");
        AssertSame(encoded.AttentionMask, golden.AttentionMask, $"{golden.Name}: attention mask");
        AssertSame(encoded.SpecialTokensMask, golden.SpecialTokensMask, $"{golden.Name}: special tokens mask");
    }

    /// <summary>NUnit's own comparison takes long over millions of ids, so it only words what failed.</summary>
    private static void AssertSame(IReadOnlyList<int> actual, IReadOnlyList<int> expected, string message)
    {
        if (!actual.SequenceEqual(expected))
        {
            Assert.That(actual, Is.EqualTo(expected), message);
        }
    }

    /// <summary>The same encoding by what the engine calls.</summary>
    private static int[] Fast(HuggingFaceTokenizer tokenizer, Golden golden)
    {
        TokenBuffer first = new();
        TokenBuffer second = new();
        bool isPair = golden.TextB is not null;
        int room = (golden.MaxLength ?? int.MaxValue) - (golden.MaxLength is null ? 0 : tokenizer.SpecialTokenCount(isPair));
        var options = golden.Options;
        tokenizer.Encode(golden.TextA, first, isPair ? int.MaxValue : room);
        int[] ids;
        if (!isPair)
        {
            int length = Truncation.Single(options.Truncation, first.Count, room);
            ids = new int[length + tokenizer.SpecialTokenCount(pair: false)];
            Assert.That(tokenizer.Compose(first.Ids[..length], ids, new int[ids.Length]), Is.EqualTo(ids.Length));
            return ids;
        }

        tokenizer.Encode(golden.TextB, second, Truncation.SecondLimit(options.Truncation, first.Count, room, firstTextShare: 1));
        (int a, int b) = Truncation.Pair(options.Truncation, first.Count, second.Count, room, firstTextShare: 1);
        ids = new int[a + b + tokenizer.SpecialTokenCount(pair: true)];
        Assert.That(tokenizer.Compose(first.Ids[..a], second.Ids[..b], ids, new int[ids.Length]), Is.EqualTo(ids.Length));
        return ids;
    }
}
