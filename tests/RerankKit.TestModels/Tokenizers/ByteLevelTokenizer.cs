using System.Text.Json.Nodes;

namespace RerankKit.TestModels;

/// <summary>A byte-level BPE tokenizer in the layout of RoBERTa, ModernBERT or Qwen: 256 bytes, then one merge per token.</summary>
internal static class ByteLevelTokenizer
{
    private const string QwenPattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public static JsonObject Create(TestModelOptions options)
    {
        SpecialTokens special = SpecialTokens.Of(options);
        (JsonObject vocabulary, JsonArray merges) = Merges(special, options.Vocabulary);
        bool qwen = options.Architecture == TestArchitecture.Qwen3;
        var model = new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = null,
            ["continuing_subword_prefix"] = qwen ? "" : null,
            ["end_of_word_suffix"] = qwen ? "" : null,
            ["fuse_unk"] = false,
            ["byte_fallback"] = false,
            ["ignore_merges"] = false,
            ["vocab"] = vocabulary,
            ["merges"] = merges,
        };
        return TokenizerJson.Create(
            special,
            options.Architecture == TestArchitecture.Roberta ? null : new JsonObject { ["type"] = "NFC" },
            qwen ? QwenPreTokenizer() : ByteLevel(useRegex: true, trimOffsets: true),
            PostProcessor(options.Architecture, special),
            ByteLevel(!qwen, !qwen),
            model);
    }

    /// <summary>The id of a token as the vocabulary writes it.</summary>
    public static int TokenId(TestModelOptions options, string token) =>
        Merges(SpecialTokens.Of(options), options.Vocabulary).Vocabulary[token]?.GetValue<int>()
        ?? throw new ArgumentException($"The seeded vocabulary of {options.Vocabulary} tokens has no '{token}'; give its id in the options.", nameof(token));

    private static JsonObject ByteLevel(bool useRegex, bool trimOffsets) =>
        new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = trimOffsets, ["use_regex"] = useRegex };

    private static JsonObject QwenPreTokenizer()
    {
        var split = new JsonObject
        {
            ["type"] = "Split",
            ["pattern"] = new JsonObject { ["Regex"] = QwenPattern },
            ["behavior"] = "Isolated",
            ["invert"] = false,
        };
        return new JsonObject { ["type"] = "Sequence", ["pretokenizers"] = new JsonArray(split, ByteLevel(useRegex: false, trimOffsets: false)) };
    }

    private static JsonObject PostProcessor(TestArchitecture architecture, SpecialTokens special) => architecture switch
    {
        TestArchitecture.Roberta => new JsonObject
        {
            ["type"] = "RobertaProcessing",
            ["sep"] = new JsonArray(special.End!.Value.Content, special.End.Value.Id),
            ["cls"] = new JsonArray(special.Start!.Value.Content, special.Start.Value.Id),
            ["trim_offsets"] = true,
            ["add_prefix_space"] = false,
        },
        TestArchitecture.ModernBert => TokenizerJson.Template(special, "[CLS]:0 A:0 [SEP]:0", "[CLS]:0 A:0 [SEP]:0 B:0 [SEP]:0"),
        _ => ByteLevel(useRegex: false, trimOffsets: false),
    };

    /// <summary>Ids run through the special tokens at the front, the bytes and the merged tokens; special tokens at the back follow.</summary>
    private static (JsonObject Vocabulary, JsonArray Merges) Merges(SpecialTokens special, int size)
    {
        var vocabulary = new JsonObject();
        SpecialToken[] front = [.. special.All.Where(token => token.Id < 4)];
        SpecialToken[] back = [.. special.All.Where(token => token.Id >= 4)];
        foreach (string token in front.Select(token => token.Content).Concat(Bytes()))
        {
            vocabulary.Add(token, vocabulary.Count);
        }

        int last = size - back.Length;
        var merges = new JsonArray();
        foreach (string word in Words().SelectMany(word => new[] { word, "Ġ" + word }))
        {
            string merged = word[..1];
            for (int i = 1; i < word.Length && vocabulary.Count < last; i++)
            {
                string left = merged;
                merged += word[i];
                if (!vocabulary.ContainsKey(merged))
                {
                    vocabulary.Add(merged, vocabulary.Count);
                    merges.Add((JsonNode)new JsonArray(left, word[i].ToString()));
                }
            }

            if (vocabulary.Count == last)
            {
                break;
            }
        }

        foreach (SpecialToken token in back)
        {
            vocabulary.Add(token.Content, token.Id);
        }

        return (vocabulary, merges);
    }

    // The answers of decoder rerankers come first: they are single tokens in any vocabulary.
    private static IEnumerable<string> Words() => SeededWords.All().Prepend("no").Prepend("yes");

    // GPT-2's alphabet: printable bytes stand for themselves, the others for the characters from U+0100 on.
    private static IEnumerable<string> Bytes()
    {
        static bool IsPrintable(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
        IEnumerable<int> printable = Enumerable.Range(0, 256).Where(IsPrintable);
        IEnumerable<int> others = Enumerable.Range(0, 256).Where(value => !IsPrintable(value));
        return printable.Select(value => ((char)value).ToString()).Concat(others.Select((_, i) => ((char)(0x100 + i)).ToString()));
    }
}
