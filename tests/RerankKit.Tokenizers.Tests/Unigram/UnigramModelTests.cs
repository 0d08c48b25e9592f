using System.Collections.Frozen;
using System.Text;

namespace RerankKit.Tokenizers;

public class UnigramModelTests
{
    private static readonly KeyValuePair<string, double>[] Tokens =
        [new("<unk>", 0), new("a", 0), new("b", 0), new("c", 0), new("d", 0), new("cd", 1), new("ab", 2), new("abc", 5), new("abcd", 10)];

    [Test]
    public void TakesThePathWithTheGreatestSumAndJoinsUnknowns()
    {
        var model = Model(Tokens);

        Assert.That(Ids(model, "abcdacdxx"), Is.EqualTo((int[])[8, 1, 5, 0]));
    }

    [Test]
    public void RangesCoverThePiece()
    {
        var tokens = new TokenBuffer();
        Model(Tokens).Tokenize("abcdacdxx", 100, tokens);

        Assert.That(tokens.Starts.ToArray(), Is.EqualTo((int[])[100, 104, 105, 107]));
        Assert.That(tokens.Ends.ToArray(), Is.EqualTo((int[])[104, 105, 107, 109]));
    }

    [Test]
    public void UnknownCharactersFallBackToBytes()
    {
        KeyValuePair<string, double>[] tokens = [new("<unk>", 0), new("a", -1), .. Enumerable.Range(0, 256).Select(value => new KeyValuePair<string, double>($"<0x{value:X2}>", -5))];
        var model = new UnigramModel(tokens, 0, byteFallback: true, FrozenSet<int>.Empty);

        Assert.That(Ids(model, "a\u00e9\U0001F600a"), Is.EqualTo((int[])[1, 2 + 0xC3, 2 + 0xA9, 2 + 0xF0, 2 + 0x9F, 2 + 0x98, 2 + 0x80, 1]));
    }

    [Test]
    public void HiddenTokensStayText()
    {
        KeyValuePair<string, double>[] tokens = [new("<unk>", 0), new("</s>", 0), new("<", -3), new("/", -3), new("s", -3), new(">", -3)];

        Assert.That(Ids(new UnigramModel(tokens, 0, false, FrozenSet<int>.Empty), "</s>"), Is.EqualTo((int[])[1]));
        Assert.That(Ids(new UnigramModel(tokens, 0, false, FrozenSet.Create(1)), "</s>"), Is.EqualTo((int[])[2, 3, 4, 5]));
    }

    [Test]
    public void WithoutAnUnknownTokenAnUnknownCharacterIsAnError()
    {
        var model = new UnigramModel([new("a", -1)], null, false, FrozenSet<int>.Empty);

        Assert.That(Ids(model, "aa"), Is.EqualTo((int[])[0, 0]));
        Assert.That(() => Ids(model, "ab"), Throws.InvalidOperationException.With.Message.Contains("\"b\"").And.Message.Contains("unk_id"));
    }

    [Test]
    public void AnUnknownIdOutsideTheVocabularyIsRefused() =>
        Assert.That(() => new UnigramModel([new("a", -1)], 7, false, FrozenSet<int>.Empty), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("unk_id is 7"));

    [Test]
    public void AgreesWithAPlainSearchOnRandomTexts()
    {
        var random = new RandomText(11);
        for (int round = 0; round < 60; round++)
        {
            var vocabulary = new Dictionary<string, double> { ["<unk>"] = 0 };
            for (int i = 0; i < 40; i++)
            {
                // Few different scores, so that ties are frequent.
                vocabulary[random.Over("abc\u4e2d\u00e9", 4) + (i % 9 == 0 ? "\U0001F600" : "")] = -1 - random.Below(6);
            }

            vocabulary.Remove("");
            KeyValuePair<string, double>[] tokens = [.. vocabulary];
            var model = Model(tokens);
            for (int text = 0; text < 60; text++)
            {
                string piece = random.Over("abc\u4e2d\u00e9x", 40).Replace("x", random.Below(2) == 0 ? "x" : "\U0001F600", StringComparison.Ordinal);

                Assert.That(Ids(model, piece), Is.EqualTo(PlainSearch(tokens, piece)), piece);
            }
        }
    }

    [Test]
    public void UnpairedSurrogatesAreReplacementCharacters()
    {
        var model = Model([new("<unk>", 0), new("a", -1), new("\uFFFD", -1), new("\uFFFDa", -1.5)]);

        Assert.That(Ids(model, "a\uD800a\uDC00"), Is.EqualTo((int[])[1, 3, 2]));
    }

    [Test]
    public void AMegabyteIsTokenizedInLinearTime()
    {
        var model = Model(Tokens);
        foreach (string unit in (ReadOnlySpan<string>)["abcd", "a", "x", "\U0001F600", "abc"])
        {
            var tokens = new TokenBuffer();
            model.Tokenize(string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length)), 0, tokens);

            Assert.That(tokens.Ends[^1], Is.EqualTo(1_000_000 / unit.Length * unit.Length));
        }
    }

    [Test]
    public void NothingIsAllocatedAfterWarmUp()
    {
        var model = Model(Tokens);
        var tokens = new TokenBuffer();
        string[] pieces = ["abcdacdxx", "abcabcabc", new string('a', 300), "\u4e2d\u6587"];
        Assert.That(AllocatedBy(() =>
        {
            tokens.Clear();
            foreach (string piece in pieces)
            {
                model.Tokenize(piece, 0, tokens);
            }
        }), Is.Zero);
    }

    internal static long AllocatedBy(Action action)
    {
        for (int i = 0; i < 3; i++)
        {
            action();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    internal static int[] Ids(ITokenModel model, string piece)
    {
        var tokens = new TokenBuffer();
        model.Tokenize(piece, 0, tokens);
        int[] cold = tokens.Ids.ToArray();

        // The second time the piece may come from the cache.
        tokens.Clear();
        model.Tokenize(piece, 0, tokens);
        Assert.That(tokens.Ids.ToArray(), Is.EqualTo(cold), "cached");
        return cold;
    }

    private static UnigramModel Model(KeyValuePair<string, double>[] tokens) => new(tokens, 0, false, FrozenSet<int>.Empty);

    // Every token at every place, over code points, in the order that settles ties.
    private static int[] PlainSearch(KeyValuePair<string, double>[] tokens, string piece)
    {
        Rune[] runes = [.. piece.EnumerateRunes()];
        double unknown = tokens.Min(token => token.Value) - 10;
        var best = new (double Score, int From, int Id)?[runes.Length + 1];
        best[0] = (0, -1, -1);
        for (int from = 0; from < runes.Length; from++)
        {
            bool hasSingle = false;
            for (int to = from + 1; to <= runes.Length; to++)
            {
                string text = string.Concat(runes[from..to].Select(rune => rune.ToString()));
                int id = Array.FindIndex(tokens, token => token.Key == text);
                if (id >= 0)
                {
                    Improve(from, to, id, tokens[id].Value);
                    hasSingle |= to == from + 1;
                }
            }

            if (!hasSingle)
            {
                Improve(from, from + 1, 0, unknown);
            }
        }

        var ids = new List<int>();
        for (int at = runes.Length; at > 0; at = best[at]!.Value.From)
        {
            int id = best[at]!.Value.Id;
            if (id != 0 || ids.Count == 0 || ids[^1] != 0)
            {
                ids.Add(id);
            }
        }

        ids.Reverse();
        return [.. ids];

        void Improve(int from, int to, int id, double score)
        {
            double sum = best[from]!.Value.Score + score;
            if (best[to] is not { } known || sum > known.Score)
            {
                best[to] = (sum, from, id);
            }
        }
    }
}
