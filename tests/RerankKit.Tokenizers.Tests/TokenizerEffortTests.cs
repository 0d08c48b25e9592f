namespace RerankKit.Tokenizers;

/// <summary>What hostile texts cost, and what is allocated.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public class TokenizerEffortTests
{
    private static readonly string[] Families =
    [
        "bert-base-uncased", "bert-base-multilingual-cased", "roberta-base", "modernbert-base", "qwen3", "xlm-roberta-base", "deberta-v3", "albert-base-v2", "t5-small", "phi-3-mini",
    ];

    private static readonly string[] AllFamilies = [.. Families, .. ReferenceTokenizers.Names];

    /// <summary>Anything worse than linear would not come to an end here.</summary>
    [Test]
    public void HostileTextsOfManyCharactersAreEncoded([ValueSource(nameof(Families))] string family)
    {
        var tokenizer = ReferenceTokenizers.Share(family);
        TokenBuffer tokens = new();
        foreach (string unit in (string[])["a", "ab", " ", "\u0301", "x\u0345\u0301\u0334", "\u4E2D", "\u4E2D \u6587", "[", "[SEP]", "</s", "\u0130", "\uAC01", "1", "'", "\n", " \n", "\u2581", "\uD83D\uDE00", "\uD83D", "\u200D", "\u0001", "##", "aA1_", "\u0915\u094D"])
        {
            string text = string.Concat(Enumerable.Repeat(unit, 300_000 / unit.Length));
            tokenizer.Encode(text, tokens);
            Assert.That(tokens.Count, Is.LessThanOrEqualTo(text.Length * 4), unit);
        }
    }

    [Test]
    public void NothingIsAllocatedOnceTheBufferHasGrown([ValueSource(nameof(AllFamilies))] string family, [Values] bool tracksOffsets)
    {
        var tokenizer = ReferenceTokenizers.Share(family);
        RandomText random = new(31);
        string[] texts = [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? random.Next(600) : random.Over("the quick brown fox, 42 ", 2000))];
        TokenBuffer tokens = new(tracksOffsets);
        Run();
        Run();
        long least = long.MaxValue;
        for (int round = 0; round < 5 && least > 0; round++)
        {
            // Other tests share the tokenizer, and what it has once, as the state of a regular expression, another thread may have just then.
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.That(least, Is.Zero);

        void Run()
        {
            foreach (string text in texts)
            {
                tokenizer.Encode(text, tokens);
                tokenizer.Encode(text, tokens, 64);
            }
        }
    }

    [Test]
    public void APairIsComposedWithoutAllocation()
    {
        var tokenizer = TinyTokenizer.Load(TinyTokenizer.Json());
        int[] ids = new int[64];
        int[] types = new int[64];
        int[] first = [1, 2];
        int[] second = [3];
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(allocated, Is.Zero);

        void Run()
        {
            tokenizer.Compose(first, second, ids, types);
            tokenizer.Compose(first, ids, types);
        }
    }
}
