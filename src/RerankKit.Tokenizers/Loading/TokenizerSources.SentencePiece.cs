using System.Collections.Frozen;

namespace RerankKit.Tokenizers;

/// <content>A SentencePiece .model: what the class named in tokenizer_config.json makes of it.</content>
internal static partial class TokenizerSources
{
    /// <summary>Reads a SentencePiece model; without a tokenizer_class it is the plain library: its ids, no special tokens.</summary>
    public static TokenizerDefinition ReadSentencePiece(string path, TokenizerConfiguration configuration, bool parsesSpecialTokens)
    {
        var file = SentencePieceFile.Read(File.ReadAllBytes(path));
        string? family = FamilyOf(configuration);
        var specials = new SpecialTokenList(configuration);
        return family switch
        {
            null => Define(file, new SentencePieceVocabulary(file), specials, layout: null, parsesSpecialTokens),
            "Llama" or "Gemma" => ReadLlama(file, specials, parsesSpecialTokens),
            "T5" => ReadT5(file, specials, parsesSpecialTokens),
            "XLMRoberta" => ReadXlmRoberta(file, specials, offset: 1, parsesSpecialTokens),
            "Camembert" => ReadXlmRoberta(file, specials, offset: 4, parsesSpecialTokens),
            "DebertaV2" => ReadDebertaV2(file, specials, parsesSpecialTokens),
            _ => throw TokenizerJson.Unsupported(
                $"a SentencePiece model of the tokenizer_class '{family}Tokenizer' (tokenizer_config.json)",
                "known without a tokenizer.json are Llama, Gemma, T5, XLMRoberta, Camembert and DebertaV2; a tokenizer.json serves every class"),
        };
    }

    private static string? FamilyOf(TokenizerConfiguration configuration) => configuration.Json.OptionalString("tokenizer_class")
        ?.Replace("TokenizerFast", "", StringComparison.Ordinal).Replace("Tokenizer", "", StringComparison.Ordinal);

    private static TokenizerDefinition Define(
        SentencePieceFile file, SentencePieceVocabulary vocabulary, SpecialTokenList specials, PairLayout? layout, bool parsesSpecialTokens)
    {
        FrozenSet<int> hidden = parsesSpecialTokens ? FrozenSet<int>.Empty : specials.Ids();
        (var normalizer, var model) = SentencePieceParts.Create(file, vocabulary, hidden);
        return new()
        {
            Model = model,
            Normalizer = normalizer,
            PostProcessor = layout?.ToPostProcessor() ?? PostProcessor.None,
            Decoder = SentencePieceParts.Decoder(file),
            AddedTokens = specials.Tokens,
        };
    }

    private static TokenizerDefinition ReadLlama(SentencePieceFile file, SpecialTokenList specials, bool parsesSpecialTokens)
    {
        var vocabulary = new SentencePieceVocabulary(file);
        specials.Find("bos_token", "<s>", vocabulary.TokenToId);
        specials.Find("eos_token", "</s>", vocabulary.TokenToId);
        specials.Find("unk_token", "<unk>", vocabulary.TokenToId);
        specials.Find("pad_token", null, vocabulary.TokenToId);
        int[] before = specials.Flag("add_bos_token", usual: true) ? [specials.Require("bos_token", "<s>", vocabulary.TokenToId)] : [];
        int[] after = specials.Flag("add_eos_token", usual: false) ? [specials.Require("eos_token", "</s>", vocabulary.TokenToId)] : [];
        return Define(file, vocabulary, specials, new(before, [.. after, .. before], after), parsesSpecialTokens);
    }

    private static TokenizerDefinition ReadT5(SentencePieceFile file, SpecialTokenList specials, bool parsesSpecialTokens)
    {
        var vocabulary = new SentencePieceVocabulary(file);
        int end = specials.Require("eos_token", "</s>", vocabulary.TokenToId);
        specials.Find("unk_token", "<unk>", vocabulary.TokenToId);
        specials.Find("pad_token", "<pad>", vocabulary.TokenToId);
        int extra = specials.Number("extra_ids", usual: 100);
        for (int i = 0; i < extra; i++)
        {
            string token = $"<extra_id_{i}>";
            vocabulary.Add(token, file.Pieces.Count + extra - 1 - i);
            specials.Find(token, token, vocabulary.TokenToId);
        }

        return Define(file, vocabulary, specials, new([], [end], [end]), parsesSpecialTokens);
    }

    // The ids of fairseq: four tokens of its own before the pieces, of which <s>, </s> and <unk> are replaced.
    private static TokenizerDefinition ReadXlmRoberta(SentencePieceFile file, SpecialTokenList specials, int offset, bool parsesSpecialTokens)
    {
        if (file.UnknownId != 0)
        {
            throw TokenizerJson.Unsupported($"fairseq's ids for a SentencePiece model whose unknown piece is {file.UnknownId}", "it must be piece 0, as in XLM-R and CamemBERT");
        }

        var vocabulary = new SentencePieceVocabulary(file, offset, replaced: offset == 1 ? 3 : 1);
        vocabulary.Add("<pad>", 1);
        vocabulary.Map(0, "<unk>", 3);
        if (offset == 1)
        {
            vocabulary.Add("<s>", 0);
            vocabulary.Add("</s>", 2);
        }

        vocabulary.Add("<mask>", file.Pieces.Count + offset);
        int start = specials.Require("cls_token", "<s>", vocabulary.TokenToId);
        int separator = specials.Require("sep_token", "</s>", vocabulary.TokenToId);
        specials.Find("unk_token", "<unk>", vocabulary.TokenToId);
        specials.Find("pad_token", "<pad>", vocabulary.TokenToId);
        specials.Find("mask_token", "<mask>", vocabulary.TokenToId, stripsLeft: true);
        return Define(file, vocabulary, specials, PairLayout.Roberta(start, separator), parsesSpecialTokens);
    }

    private static TokenizerDefinition ReadDebertaV2(SentencePieceFile file, SpecialTokenList specials, bool parsesSpecialTokens)
    {
        if (specials.Flag("do_lower_case", usual: false) || specials.Flag("split_by_punct", usual: false))
        {
            throw TokenizerJson.Unsupported("do_lower_case or split_by_punct of a DeBERTa without tokenizer.json", "both must be false");
        }

        var vocabulary = new SentencePieceVocabulary(file);
        vocabulary.Add("[MASK]", file.Find("[MASK]") ?? file.Pieces.Count);
        int start = specials.Require("cls_token", "[CLS]", vocabulary.TokenToId);
        int separator = specials.Require("sep_token", "[SEP]", vocabulary.TokenToId);
        specials.Find("unk_token", "[UNK]", vocabulary.TokenToId);
        specials.Find("pad_token", "[PAD]", vocabulary.TokenToId);
        specials.Find("mask_token", "[MASK]", vocabulary.TokenToId);
        return Define(file, vocabulary, specials, PairLayout.Bert(start, separator), parsesSpecialTokens);
    }
}
