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

        int? IdOf(string token) => vocabulary.TryGetValue(token, out int id) ? id : null;
        var specials = new SpecialTokenList(configuration);
        int unknown = specials.Require("unk_token", "[UNK]", IdOf);
        int separator = specials.Require("sep_token", "[SEP]", IdOf);
        int padding = specials.Require("pad_token", "[PAD]", IdOf);
        int start = specials.Require("cls_token", "[CLS]", IdOf);
        specials.Find("mask_token", "[MASK]", IdOf);
        bool lowercase = configuration.Boolean("do_lower_case") ?? true;
        return new()
        {
            Model = new WordPieceModel(
                PackedVocabulary.Create(vocabulary),
                specials.Tokens.First(token => token.Id == unknown).Content,
                "##",
                maxCharactersPerWord: 100,
                parsesSpecialTokens ? FrozenSet<int>.Empty : specials.Ids()),
            Normalizer = new BertNormalizer(
                cleanText: true, configuration.Boolean("tokenize_chinese_chars") ?? true, configuration.Boolean("strip_accents") ?? lowercase, lowercase),
            PreTokenizer = new BertPreTokenizer(),
            PostProcessor = PairLayout.Bert(start, separator).ToPostProcessor(),
            Decoder = TokenDecoders.WordPiece("##", cleansUp: true),
            AddedTokens = specials.Tokens,
            PadTokenId = padding,
        };
    }

    private static void RequireBert(TokenizerConfiguration configuration)
    {
        if (FamilyOf(configuration) is { } family && !BertClasses.Contains(family))
        {
            throw TokenizerJson.Unsupported($"a vocab.txt of the tokenizer_class '{family}Tokenizer'", $"vocab.txt is read for {string.Join(", ", BertClasses)}");
        }

        if (configuration.Boolean("do_basic_tokenize") == false)
        {
            throw TokenizerJson.Unsupported("do_basic_tokenize = false (tokenizer_config.json)", "vocab.txt is read with BERT's basic tokenization only");
        }

        if (!configuration.Json.Lacks("never_split") && configuration.Json.Required("never_split") is { ValueKind: JsonValueKind.Array } never && never.GetArrayLength() > 0)
        {
            throw TokenizerJson.Unsupported("never_split (tokenizer_config.json)", "tokens that are never split must be added tokens of a tokenizer.json");
        }
    }
}
