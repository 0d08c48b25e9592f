using System.Collections.Frozen;
using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <content>vocab.txt: BERT as it was before tokenizer.json.</content>
internal static partial class TokenizerSources
{
    /// <summary>Tokenizers that are BERT's with another name.</summary>
    private static readonly FrozenSet<string> BertClasses = FrozenSet.Create(
        StringComparer.Ordinal,
        "Bert", "DistilBert", "Electra", "MobileBert", "ConvBert", "SqueezeBert", "RetriBert", "LayoutLM", "DPRQuestionEncoder", "DPRContextEncoder", "DPRReader");

    /// <summary>Reads a vocab.txt, one token a line; its settings stand in tokenizer_config.json.</summary>
    public static TokenizerDefinition ReadVocabulary(string path, TokenizerConfiguration configuration, bool parsesSpecialTokens)
    {
        RequireBert(configuration);
        Dictionary<string, int> vocabulary = [];
        string[] lines = File.ReadAllText(path).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (i < lines.Length - 1 || lines[i].Length > 0)
            {
                vocabulary[lines[i].TrimEnd('\r')] = i;
            }
        }

        List<AddedToken> tokens = [];
        int Special(string role, string usual)
        {
            string content = configuration.SpecialToken(role) ?? usual;
            if (!vocabulary.TryGetValue(content, out int id))
            {
                throw TokenizerJson.Invalid("vocab.txt", $"lacks the token '{content}' ({role})");
            }

            if (tokens.TrueForAll(token => token.Id != id))
            {
                tokens.Add(new(id, content) { IsSpecial = true });
            }

            return id;
        }

        int unknown = Special("unk_token", "[UNK]");
        int separator = Special("sep_token", "[SEP]");
        int padding = Special("pad_token", "[PAD]");
        int start = Special("cls_token", "[CLS]");
        if (vocabulary.ContainsKey(configuration.SpecialToken("mask_token") ?? "[MASK]"))
        {
            Special("mask_token", "[MASK]");
        }

        bool lowercase = configuration.Boolean("do_lower_case") ?? true;
        LayoutPiece[] single = [LayoutPiece.SpecialToken(start), LayoutPiece.Text(0), LayoutPiece.SpecialToken(separator)];
        var hidden = parsesSpecialTokens ? FrozenSet<int>.Empty : tokens.Select(token => token.Id).ToFrozenSet();
        return new()
        {
            Model = new WordPieceModel(vocabulary, tokens.Find(token => token.Id == unknown)!.Content, "##", maxCharactersPerWord: 100, hidden),
            Normalizer = new BertNormalizer(
                cleanText: true, configuration.Boolean("tokenize_chinese_chars") ?? true, configuration.Boolean("strip_accents") ?? lowercase, lowercase),
            PreTokenizer = new BertPreTokenizer(),
            PostProcessor = new(single, [.. single, LayoutPiece.Text(1, typeId: 1), LayoutPiece.SpecialToken(separator, typeId: 1)]),
            Decoder = new WordPieceDecoder("##", cleansUp: true),
            AddedTokens = tokens,
            PadTokenId = padding,
        };
    }

    private static void RequireBert(TokenizerConfiguration configuration)
    {
        if (configuration.Json.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        string? type = TokenizerJson.OptionalString(configuration.Json, "tokenizer_class", "tokenizer_config.json");
        string kind = (type ?? "BertTokenizer").Replace("TokenizerFast", "", StringComparison.Ordinal).Replace("Tokenizer", "", StringComparison.Ordinal);
        if (!BertClasses.Contains(kind))
        {
            throw TokenizerJson.Unsupported($"a vocab.txt of the tokenizer_class '{type}'", $"vocab.txt is read for {string.Join(", ", BertClasses)}");
        }

        if (configuration.Boolean("do_basic_tokenize") == false)
        {
            throw TokenizerJson.Unsupported("do_basic_tokenize = false (tokenizer_config.json)", "vocab.txt is read with BERT's basic tokenization only");
        }

        if (configuration.Json.TryGetProperty("never_split", out var never) && never.ValueKind == JsonValueKind.Array && never.GetArrayLength() > 0)
        {
            throw TokenizerJson.Unsupported("never_split (tokenizer_config.json)", "tokens that are never split must be added tokens of a tokenizer.json");
        }
    }
}
