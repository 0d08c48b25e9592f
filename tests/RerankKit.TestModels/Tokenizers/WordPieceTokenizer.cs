using System.Text.Json.Nodes;

namespace RerankKit.TestModels;

/// <summary>A WordPiece tokenizer in BERT's layout: every ASCII character alone and as a continuation, then words.</summary>
internal static class WordPieceTokenizer
{
    public static JsonObject Create(TestModelOptions options)
    {
        SpecialTokens special = SpecialTokens.Of(options);
        var model = new JsonObject
        {
            ["type"] = "WordPiece",
            ["unk_token"] = special.Unknown!.Value.Content,
            ["continuing_subword_prefix"] = "##",
            ["max_input_chars_per_word"] = 100,
            ["vocab"] = Vocabulary(special, options.Vocabulary - special.Others.Length),
        };
        return TokenizerJson.Create(
            special,
            new JsonObject { ["type"] = "BertNormalizer", ["clean_text"] = true, ["handle_chinese_chars"] = true, ["strip_accents"] = null, ["lowercase"] = true },
            new JsonObject { ["type"] = "BertPreTokenizer" },
            TokenizerJson.Template(special, "[CLS]:0 A:0 [SEP]:0", "[CLS]:0 A:0 [SEP]:0 B:1 [SEP]:1"),
            new JsonObject { ["type"] = "WordPiece", ["prefix"] = "##", ["cleanup"] = true },
            model);
    }

    private static JsonObject Vocabulary(SpecialTokens special, int size)
    {
        var vocabulary = new JsonObject();
        Dictionary<int, string> fixedIds = special.All.ToDictionary(token => token.Id, token => token.Content);
        for (int unused = 0; vocabulary.Count <= special.Mask!.Value.Id;)
        {
            vocabulary.Add(fixedIds.TryGetValue(vocabulary.Count, out string? content) ? content : $"[unused{unused++}]", vocabulary.Count);
        }

        foreach (string piece in Pieces())
        {
            if (vocabulary.Count == size)
            {
                break;
            }

            if (!vocabulary.ContainsKey(piece))
            {
                vocabulary.Add(piece, vocabulary.Count);
            }
        }

        return vocabulary;
    }

    private static IEnumerable<string> Pieces()
    {
        for (char c = '!'; c <= '~'; c++)
        {
            yield return c.ToString();
        }

        for (char c = '!'; c <= '~'; c++)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                yield return "##" + c;
            }
        }

        int count = 0;
        foreach (string word in SeededWords.All())
        {
            yield return word;
            if (count++ % 4 == 0)
            {
                yield return "##" + word;
            }
        }
    }
}
