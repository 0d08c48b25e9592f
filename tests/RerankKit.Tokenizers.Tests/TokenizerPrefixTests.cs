using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>The first tokens of a long text do not depend on how much of it is read.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public class TokenizerPrefixTests
{
    private static readonly string[] Families =
    [
        "bert-base-uncased", "bert-base-chinese", "roberta-base", "modernbert-base", "qwen3", "xlm-roberta-base", "deberta-v3", "albert-base-v2", "t5-small", "mbart-en-pruned", "phi-3-mini",
        .. ReferenceTokenizers.Names,
    ];

    [Test]
    public void TheFirstTokensAreThoseOfTheWholeText([ValueSource(nameof(Families))] string family, [Values] bool parse)
    {
        var tokenizer = ReferenceTokenizers.Share(family, parse);
        RandomText random = new(29);
        TokenBuffer all = new();
        TokenBuffer some = new();
        TokenBuffer tracked = new(tracksOffsets: true);
        TokenBuffer trackedAll = new(tracksOffsets: true);
        for (int i = 0; i < 60; i++)
        {
            string text = Text(random);
            tokenizer.Encode(text, all);
            tokenizer.Encode(text, trackedAll);
            foreach (int limit in (int[])[0, 1, 5, 40, 300])
            {
                AssertBegins(tokenizer, text, limit, some, all);
                AssertBegins(tokenizer, text, limit, tracked, all);
                int kept = Math.Min(limit, all.Count);
                Assert.That(tracked.Starts[..kept].SequenceEqual(trackedAll.Starts[..kept]) && tracked.Ends[..kept].SequenceEqual(trackedAll.Ends[..kept]), text);
            }
        }
    }

    [Test]
    public void OnlyAsMuchIsReadAsMatters()
    {
        CountingModel model = new();
        TokenPipeline pipeline = new(new() { Model = model, PreTokenizer = new BertPreTokenizer() }, parsesSpecialTokens: false);
        string text = string.Concat(Enumerable.Repeat("word ", 200_000));
        pipeline.Encode(text, model.Tokens, 100);
        Assert.That(model.Tokens.Count, Is.EqualTo(101));
        Assert.That(model.Characters, Is.EqualTo(101 * 4));
        Assert.That(model.Tokens.Pipeline.Text.Length, Is.LessThan(2_000), "normalised text");
    }

    [TestCase("""{"id":99,"content":"x y","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":false}""")]
    [TestCase("""{"id":99,"content":"word","single_word":false,"lstrip":false,"rstrip":true,"normalized":false,"special":false}""")]
    public void TokensThatReachOverSpacesAreNotCut(string token)
    {
        var whole = TinyTokenizer.Load(TinyTokenizer.Json(addedTokens: $"{TinyTokenizer.Special},{token}"));
        TokenBuffer all = new(tracksOffsets: true);
        TokenBuffer some = new(tracksOffsets: true);
        for (int shift = 0; shift < 12; shift++)
        {
            string text = new string('a', shift) + string.Concat(Enumerable.Repeat(" x y word ", 300));
            whole.Encode(text, all);
            whole.Encode(text, some, 20);
            Assert.That(some.Ids[..20].SequenceEqual(all.Ids[..20]));
            Assert.That(some.Ends[..20].SequenceEqual(all.Ends[..20]));
        }
    }

    private static void AssertBegins(HuggingFaceTokenizer tokenizer, string text, int limit, TokenBuffer some, TokenBuffer all)
    {
        tokenizer.Encode(text, some, limit);
        int kept = Math.Min(limit, all.Count);
        if (!some.Ids[..kept].SequenceEqual(all.Ids[..kept]) || some.Count > limit != all.Count > limit)
        {
            Assert.Fail($"limit {limit}: {some.Count} of {all.Count} tokens of {text}");
        }
    }

    private static string Text(RandomText random)
    {
        StringBuilder text = new();
        int parts = random.Below(120);
        for (int i = 0; i < parts; i++)
        {
            text.Append(random.Below(5) switch
            {
                0 => random.Next(20),
                1 => "</s>",
                _ => random.Over("abcdefgh' ", 12) + " don't 42 see ",
            });
        }

        return text.ToString();
    }

    private sealed class CountingModel : ITokenModel
    {
        public TokenBuffer Tokens { get; } = new();

        public int Characters { get; private set; }

        public int VocabularySize => 1;

        public int? TokenToId(string token) => null;

        public string? IdToToken(int id) => null;

        public void Tokenize(ReadOnlySpan<char> piece, int start, TokenBuffer tokens)
        {
            Characters += piece.Length;
            tokens.Add(0, start, start + piece.Length);
        }
    }
}
