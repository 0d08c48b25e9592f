using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace RerankKit.Tokenizers;

public class BpeModelTests
{
    private const string Small = """{"<unk>":0,"a":1,"b":2,"c":3,"ab":4,"bc":5,"abc":6}""";

    [TestCase("""["a b","b c","ab c"]""")]
    [TestCase("""[["a","b"],["b","c"],["ab","c"]]""")]
    [TestCase("""["#version: 0.2","a b","b c","ab c"]""")]
    public void MergesComeInAllForms(string merges)
    {
        var model = Read($$"""{"type":"BPE","vocab":{{Small}},"merges":{{merges}}}""");

        Assert.That(UnigramModelTests.Ids(model, "abcbcab"), Is.EqualTo((int[])[6, 5, 4]));
    }

    [Test]
    public void UnknownCharactersVanishWithoutAnUnknownToken() =>
        Assert.That(UnigramModelTests.Ids(Read($$"""{"vocab":{{Small}},"merges":["a b"]}"""), "axb"), Is.EqualTo((int[])[4]));

    [TestCase("false", new[] { 1, 0, 0, 2 })]
    [TestCase("true", new[] { 1, 0, 2 })]
    public void UnknownCharactersAreJoinedOnlyWhenAsked(string fuse, int[] ids) =>
        Assert.That(UnigramModelTests.Ids(Read($$"""{"vocab":{{Small}},"merges":[],"unk_token":"<unk>","fuse_unk":{{fuse}}}"""), "axyb"), Is.EqualTo(ids));

    [Test]
    public void AnUnknownTokenThatIsNotInTheVocabularyIsAnErrorOnlyWhenNeeded()
    {
        var model = Read($$"""{"vocab":{{Small}},"merges":[],"unk_token":"?"}""");

        Assert.That(UnigramModelTests.Ids(model, "ab"), Is.EqualTo((int[])[1, 2]));
        Assert.That(() => UnigramModelTests.Ids(model, "x"), Throws.InvalidOperationException.With.Message.Contains("unk_token"));
    }

    [Test]
    public void PrefixAndSuffixBelongToTheVocabularyOnly()
    {
        var model = Read("""
            {"vocab":{"a":0,"##b":1,"##c</w>":2,"ab":3,"abc</w>":4,"a</w>":5},"merges":["a ##b","ab ##c</w>"],
             "continuing_subword_prefix":"##","end_of_word_suffix":"</w>"}
            """);

        Assert.That(UnigramModelTests.Ids(model, "abc"), Is.EqualTo((int[])[4]));
        Assert.That(UnigramModelTests.Ids(model, "a"), Is.EqualTo((int[])[5]));
    }

    [Test]
    public void WholeTokensAreTakenWhenMergesAreIgnored()
    {
        Assert.That(UnigramModelTests.Ids(Read($$"""{"vocab":{{Small}},"merges":["b c"],"ignore_merges":true}"""), "abc"), Is.EqualTo((int[])[6]));
        Assert.That(UnigramModelTests.Ids(Read($$"""{"vocab":{{Small}},"merges":["b c"],"ignore_merges":false}"""), "abc"), Is.EqualTo((int[])[1, 5]));
    }

    [Test]
    public void HiddenTokensAreNeverMerged()
    {
        using var document = JsonDocument.Parse($$"""{"vocab":{{Small}},"merges":["a b","ab c"],"ignore_merges":true}""");
        var model = BpeModel.Read(document.RootElement, FrozenSet.Create(6));

        Assert.That(UnigramModelTests.Ids(model, "abc"), Is.EqualTo((int[])[4, 3]));
    }

    [TestCase("""{"vocab":{"a":0},"merges":["a b"]}""", "\"b\"")]
    [TestCase("""{"vocab":{"a":0},"merges":["a"]}""", "merge 1 is \"a\"")]
    [TestCase("""{"vocab":{"a":0},"merges":["a b c"]}""", "merge 1 is \"a b c\"")]
    [TestCase("""{"vocab":{"a":0},"merges":[["a"]]}""", "merge 1")]
    [TestCase("""{"vocab":{"a":0},"merges":[7]}""", "merge 1")]
    [TestCase("""{"vocab":{"a":0},"merges":{}}""", "model.merges")]
    [TestCase("""{"vocab":{"a":-1},"merges":[]}""", "'a' the id -1")]
    [TestCase("""{"vocab":{"a":4000000000},"merges":[]}""", "'a' the id 4000000000")]
    [TestCase("""{"vocab":["a"],"merges":[]}""", "model.vocab")]
    [TestCase("""{"merges":[]}""", "model.vocab is missing")]
    [TestCase("""{"vocab":{"a":0}}""", "model.merges is missing")]
    [TestCase("""{"vocab":{"a":0},"merges":[],"dropout":0.1}""", "dropout")]
    [TestCase("""{"vocab":{"a":0},"merges":[],"fuse_unk":3}""", "fuse_unk")]
    [TestCase("""{"vocab":{"a":0},"merges":[],"surprise":3}""", "surprise")]
    public void DamagedModelsAreRefusedByName(string model, string message) =>
        Assert.That(() => Read(model), Throws.Exception.With.Message.Contains(message));

    [Test]
    public void AgreesWithPlainMergingOnRandomTexts()
    {
        var random = new RandomText(5);
        for (int round = 0; round < 40; round++)
        {
            List<string> tokens = ["a", "b", "c", "\u2581", "\U0001F600"];
            var merges = new List<(string Left, string Right)>();
            while (merges.Count < 30)
            {
                (string left, string right) = (tokens[random.Below(tokens.Count)], tokens[random.Below(tokens.Count)]);
                if (!merges.Contains((left, right)) && left.Length + right.Length < 12 && (round % 2 == 0 || left.Trim('\u2581').Length == 0 || !right.Contains('\u2581')))
                {
                    merges.Add((left, right));
                    if (!tokens.Contains(left + right))
                    {
                        tokens.Add(left + right);
                    }
                }
            }

            var vocabulary = tokens.Select((token, id) => new KeyValuePair<string, int>(token, id)).ToArray();
            var model = new BpeModel(vocabulary, [.. merges.Select(merge => new KeyValuePair<string, string>(merge.Left, merge.Right))], new BpeSettings(), FrozenSet<int>.Empty);
            for (int text = 0; text < 50; text++)
            {
                string piece = random.Over("aabbc\u2581x", text % 5 == 0 ? 300 : 30).Replace("x", "\U0001F600", StringComparison.Ordinal);

                Assert.That(UnigramModelTests.Ids(model, piece), Is.EqualTo(PlainMerging(tokens, merges, piece)), piece);
            }
        }
    }

    [Test]
    public void BytesOfTextAreMergedAsTheirAlphabetIs()
    {
        var alphabet = Enumerable.Range(0, 256).Select(value => new KeyValuePair<string, int>(ByteAlphabet.CharacterOf((byte)value).ToString(), value));
        KeyValuePair<string, int>[] tokens = [.. alphabet, new("\u00c3\u00a9", 256), new("aa", 257), new("\u0120a", 258), new("\u00f0\u0141", 259)];
        KeyValuePair<string, string>[] merges = [new("\u00c3", "\u00a9"), new("a", "a"), new("\u0120", "a"), new("\u00f0", "\u0141")];
        var overText = new BpeModel(tokens, merges, new BpeSettings(), FrozenSet<int>.Empty);
        var overBytes = overText.OverBytes();
        var random = new RandomText(3);
        for (int i = 0; i < 3000; i++)
        {
            string piece = random.Next(60, unpaired: true);
            string written = string.Concat(Encoding.UTF8.GetBytes(piece).Select(ByteAlphabet.CharacterOf));

            Assert.That(UnigramModelTests.Ids(overBytes, piece), Is.EqualTo(UnigramModelTests.Ids(overText, written)), piece);
        }
    }

    [Test]
    public void ARangeOfABytesTokenIsItsCharacter()
    {
        var tokens = new TokenBuffer();
        var alphabet = Enumerable.Range(0, 256).Select(value => new KeyValuePair<string, int>(ByteAlphabet.CharacterOf((byte)value).ToString(), value));
        new BpeModel([.. alphabet], [], new BpeSettings { ByteLevel = true }, FrozenSet<int>.Empty).Tokenize("a\u00e9\U0001F600", 10, tokens);

        Assert.That(tokens.Starts.ToArray(), Is.EqualTo((int[])[10, 11, 11, 12, 12, 12, 12]));
        Assert.That(tokens.Ends.ToArray(), Is.EqualTo((int[])[11, 12, 12, 14, 14, 14, 14]));
    }

    [Test]
    public void AMegabyteIsMergedInAboutLinearTime()
    {
        List<KeyValuePair<string, int>> tokens = [new("a", 0), new("b", 1)];
        var merges = new List<KeyValuePair<string, string>>();
        for (int length = 2; length <= 64; length *= 2)
        {
            merges.Add(new(new string('a', length / 2), new string('a', length / 2)));
            tokens.Add(new(new string('a', length), tokens.Count));
        }

        var model = new BpeModel(tokens, merges, new BpeSettings(), FrozenSet<int>.Empty);
        var buffer = new TokenBuffer();
        model.Tokenize(new string('a', 1 << 20), 0, buffer);

        Assert.That(buffer.Count, Is.EqualTo((1 << 20) / 64));
        Assert.That(buffer.Ids.IndexOfAnyExcept(tokens.Count - 1), Is.EqualTo(-1));
    }

    [Test]
    public void NothingIsAllocatedAfterWarmUp()
    {
        var model = Read($$"""{"vocab":{{Small}},"merges":["a b","b c","ab c"],"unk_token":"<unk>"}""");
        var tokens = new TokenBuffer();
        string[] pieces = ["abcbcab", new string('b', 40), new string('a', 300), "\u4e2d\u6587"];
        Assert.That(UnigramModelTests.AllocatedBy(() =>
        {
            tokens.Clear();
            foreach (string piece in pieces)
            {
                model.Tokenize(piece, 0, tokens);
            }
        }), Is.Zero);
    }

    [Test]
    public void ManyThreadsSeeTheSameTokens()
    {
        var model = Read($$"""{"vocab":{{Small}},"merges":["a b","b c","ab c"],"unk_token":"<unk>"}""");
        var random = new RandomText(8);
        string[] pieces = [.. Enumerable.Range(0, 40_000).Select(_ => random.Over("abc", 10))];
        int[][] expected = [.. pieces.Select(piece => Fresh(piece))];
        Parallel.For(0, 8, _ =>
        {
            var tokens = new TokenBuffer();
            for (int i = 0; i < pieces.Length; i++)
            {
                tokens.Clear();
                model.Tokenize(pieces[i], 0, tokens);
                Assert.That(tokens.Ids.SequenceEqual(expected[i]), pieces[i]);
            }
        });

        // Longer than the cache remembers, then cut to the piece: the same merges without the cache.
        int[] Fresh(string piece)
        {
            var tokens = new TokenBuffer();
            model.Tokenize(piece + new string('x', PieceCache.MaxChars + 1), 0, tokens);
            return tokens.Ids[..^(PieceCache.MaxChars + 1)].ToArray();
        }
    }

    private static BpeModel Read(string model)
    {
        using var document = JsonDocument.Parse(model);
        return BpeModel.Read(document.RootElement, FrozenSet<int>.Empty);
    }

    // One merge at a time, looking at everything anew.
    private static int[] PlainMerging(List<string> tokens, List<(string Left, string Right)> merges, string piece)
    {
        List<string> symbols = [.. piece.EnumerateRunes().Select(rune => rune.ToString())];
        while (true)
        {
            int best = int.MaxValue;
            int at = -1;
            for (int i = 0; i + 1 < symbols.Count; i++)
            {
                int rank = merges.IndexOf((symbols[i], symbols[i + 1]));
                if (rank >= 0 && rank < best)
                {
                    (best, at) = (rank, i);
                }
            }

            if (at < 0)
            {
                return [.. symbols.Select(symbol => tokens.IndexOf(symbol))];
            }

            symbols[at] += symbols[at + 1];
            symbols.RemoveAt(at + 1);
        }
    }
}
