using System.Collections.Frozen;
using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <content>vocab.json and merges.txt: byte-level BPE as it was before tokenizer.json.</content>
internal static partial class TokenizerSources
{
    /// <summary>Reads a vocab.json and a merges.txt; the class in tokenizer_config.json says what surrounds them.</summary>
    public static TokenizerDefinition ReadVocabularyAndMerges(string vocabularyPath, string mergesPath, TokenizerConfiguration configuration, bool parsesSpecialTokens)
    {
        using FileStream stream = File.OpenRead(vocabularyPath);
        using var document = JsonDocument.Parse(stream);
        Dictionary<string, int> ids = new TokenizerPart(document.RootElement, "vocab.json").Vocabulary();
        using var lines = new StreamReader(mergesPath);
        KeyValuePair<string, string>[] merges = BpeModel.ReadMerges(lines);
        int? IdOf(string token) => ids.TryGetValue(token, out int id) ? id : null;
        var specials = new SpecialTokenList(configuration);
        string? family = FamilyOf(configuration) ?? (ids.ContainsKey("<s>") && ids.ContainsKey("</s>") && ids.ContainsKey("<mask>") ? "Roberta" : null);
        bool isQwen = false;
        PairLayout? layout = null;
        switch (family)
        {
            case "Roberta" or "Longformer" or "Bart" or "LED":
                layout = RobertaLayout(specials, IdOf);
                break;
            case "Deberta":
                int start = specials.Require("cls_token", "[CLS]", IdOf);
                layout = PairLayout.Bert(start, specials.Require("sep_token", "[SEP]", IdOf));
                specials.Find("unk_token", "[UNK]", IdOf);
                specials.Find("pad_token", "[PAD]", IdOf);
                specials.Find("mask_token", "[MASK]", IdOf, stripsLeft: true);
                break;
            case "GPT2":
                specials.Find("eos_token", "<|endoftext|>", IdOf);
                specials.Find("bos_token", "<|endoftext|>", IdOf);
                layout = specials.Flag("add_bos_token", usual: false) ? Beginning(specials.Require("bos_token", "<|endoftext|>", IdOf)) : null;
                break;
            case "Qwen2":
                isQwen = true;
                break;
            default:
                throw TokenizerJson.Unsupported(
                    family is null ? "vocab.json and merges.txt without a tokenizer_class in tokenizer_config.json" : $"vocab.json and merges.txt of the tokenizer_class '{family}Tokenizer'",
                    "known without a tokenizer.json are Roberta, Longformer, Bart, LED, Deberta, GPT2 and Qwen2; a tokenizer.json serves every class");
        }

        specials.AddListed();
        IPreTokenizer byteLevel = new ByteLevelPreTokenizer(!isQwen && specials.Flag("add_prefix_space", usual: false), useRegex: !isQwen, writeBytes: false);
        var settings = new BpeSettings { ByteLevel = true, UnknownToken = configuration.SpecialToken("unk_token") };
        return new()
        {
            Model = new BpeModel(ids, merges, settings, parsesSpecialTokens ? FrozenSet<int>.Empty : specials.Ids()),
            Normalizer = isQwen ? TextNormalizer.ToForm(compatibility: false, compose: true) : null,
            PreTokenizer = isQwen ? new SequencePreTokenizer([new PatternPreTokenizer(new Cl100kPattern(maxDigits: 1), SplitBehavior.Isolated), byteLevel]) : byteLevel,
            PostProcessor = layout?.ToPostProcessor() ?? PostProcessor.None,
            Decoder = ByteDecoders.ByteLevel,
            AddedTokens = specials.Tokens,
        };
    }

    private static PairLayout RobertaLayout(SpecialTokenList specials, Func<string, int?> idOf)
    {
        int start = specials.Require("cls_token", "<s>", idOf);
        int separator = specials.Require("sep_token", "</s>", idOf);
        specials.Find("unk_token", "<unk>", idOf);
        specials.Find("pad_token", "<pad>", idOf);
        specials.Find("mask_token", "<mask>", idOf, stripsLeft: true);
        return PairLayout.Roberta(start, separator);
    }

    private static PairLayout Beginning(int start) => new([start], [start], []);
}
