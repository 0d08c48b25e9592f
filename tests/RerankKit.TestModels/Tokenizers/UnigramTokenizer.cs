using System.Text.Json.Nodes;

namespace RerankKit.TestModels;

/// <summary>A Unigram tokenizer in the layout of XLM-RoBERTa or of DeBERTa-v3: ASCII characters, then words with and without the word mark.</summary>
internal static class UnigramTokenizer
{
    private const char WordMark = '▁';

    public static JsonObject Create(TestModelOptions options)
    {
        SpecialTokens special = SpecialTokens.Of(options);
        bool deberta = options.Architecture == TestArchitecture.DebertaV2;
        var model = new JsonObject
        {
            ["type"] = "Unigram",
            ["unk_id"] = special.Unknown!.Value.Id,
            ["vocab"] = Vocabulary(special, options.Vocabulary),
            ["byte_fallback"] = false,
        };
        var normalizers = new JsonArray();
        if (deberta)
        {
            normalizers.Add((JsonNode)new JsonObject { ["type"] = "Strip", ["strip_left"] = true, ["strip_right"] = true });
        }

        normalizers.Add((JsonNode)new JsonObject { ["type"] = "NFKC" });
        normalizers.Add((JsonNode)new JsonObject { ["type"] = "Replace", ["pattern"] = new JsonObject { ["Regex"] = " {2,}" }, ["content"] = " " });
        return TokenizerJson.Create(
            special,
            new JsonObject { ["type"] = "Sequence", ["normalizers"] = normalizers },
            PreTokenizer(deberta),
            deberta
                ? TokenizerJson.Template(special, "[CLS]:0 A:0 [SEP]:0", "[CLS]:0 A:0 [SEP]:0 B:1 [SEP]:1")
                : TokenizerJson.Template(special, "<s>:0 A:0 </s>:0", "<s>:0 A:0 </s>:0 </s>:0 B:0 </s>:0"),
            Metaspace(),
            model);
    }

    private static JsonObject PreTokenizer(bool deberta)
    {
        var steps = new JsonArray();
        if (!deberta)
        {
            steps.Add((JsonNode)new JsonObject { ["type"] = "WhitespaceSplit" });
        }

        steps.Add((JsonNode)Metaspace());
        return new JsonObject { ["type"] = "Sequence", ["pretokenizers"] = steps };
    }

    private static JsonObject Metaspace() =>
        new() { ["type"] = "Metaspace", ["replacement"] = WordMark.ToString(), ["prepend_scheme"] = "always", ["split"] = true };

    // Scores fall like log-probabilities under Zipf's law; characters come last, for what no word covers.
    private static JsonArray Vocabulary(SpecialTokens special, int size)
    {
        var vocabulary = new JsonArray();
        SpecialToken[] first = [.. special.All.Where(token => token.Id < 4)];
        foreach (SpecialToken token in first)
        {
            vocabulary.Add((JsonNode)new JsonArray(token.Content, 0.0));
        }

        int last = size - (special.All.Count() - first.Length);
        string[] characters = [WordMark.ToString(), .. Enumerable.Range('!', '~' - '!' + 1).Select(c => ((char)c).ToString())];
        var seen = new HashSet<string>(characters, StringComparer.Ordinal);
        foreach (string piece in Words())
        {
            if (vocabulary.Count + characters.Length >= last)
            {
                break;
            }

            if (seen.Add(piece))
            {
                vocabulary.Add((JsonNode)new JsonArray(piece, Score(vocabulary.Count)));
            }
        }

        foreach (string character in characters)
        {
            vocabulary.Add((JsonNode)new JsonArray(character, Score(size * 4)));
        }

        foreach (SpecialToken token in special.All.Skip(first.Length))
        {
            vocabulary.Add((JsonNode)new JsonArray(token.Content, 0.0));
        }

        return vocabulary;
    }

    private static double Score(int rank) => -Math.Round(2 + Math.Log(rank), 5);

    private static IEnumerable<string> Words()
    {
        int count = 0;
        foreach (string word in SeededWords.All())
        {
            yield return WordMark + word;
            if (count++ % 4 == 0)
            {
                yield return word;
            }
        }
    }
}
