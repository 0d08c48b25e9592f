namespace RerankKit.TestModels;

/// <summary>The special tokens of a family, with the ids that its published tokenizers give them.</summary>
/// <param name="Pad">Padding.</param>
/// <param name="Unknown">What text that no piece covers becomes; byte-level tokenizers have none.</param>
/// <param name="Start">Before the first text of a pair.</param>
/// <param name="End">After each text of a pair.</param>
/// <param name="Mask">The mask token.</param>
/// <param name="Others">Further ones, such as chat markers.</param>
internal sealed record SpecialTokens(SpecialToken Pad, SpecialToken? Unknown, SpecialToken? Start, SpecialToken? End, SpecialToken? Mask, params SpecialToken[] Others)
{
    /// <summary>All of them by id.</summary>
    public IEnumerable<SpecialToken> All =>
        new[] { Pad, Unknown, Start, End, Mask }.Where(token => token is not null).Select(token => token!.Value).Concat(Others).OrderBy(token => token.Id);

    public static SpecialTokens Of(TestModelOptions options)
    {
        SpecialToken[] markers = Markers(options);
        int size = options.Vocabulary - markers.Length;
        return options.Architecture switch
        {
            TestArchitecture.Bert => new(new("[PAD]", 0), new("[UNK]", 100), new("[CLS]", 101), new("[SEP]", 102), new("[MASK]", 103), markers),
            TestArchitecture.Roberta or TestArchitecture.XlmRoberta =>
                new(new("<pad>", 1), new("<unk>", 3), new("<s>", 0), new("</s>", 2), new("<mask>", size - 1), markers),
            TestArchitecture.DebertaV2 => new(new("[PAD]", 0), new("[UNK]", 3), new("[CLS]", 1), new("[SEP]", 2), new("[MASK]", size - 1)),
            TestArchitecture.ModernBert =>
                new(new("[PAD]", size - 2), new("[UNK]", size - 5), new("[CLS]", size - 4), new("[SEP]", size - 3), new("[MASK]", size - 1), markers),
            _ => new(new("<|endoftext|>", size - 3), null, null, null, null, new("<|im_start|>", size - 2), new("<|im_end|>", size - 1)),
        };
    }

    // Behind everything else: XLM-RoBERTa's are special tokens, the others' are as PyLate adds them.
    private static SpecialToken[] Markers(TestModelOptions options)
    {
        if (options.LateInteraction is null || LateInteractionFiles.Markers(options) is ("[unused0]", _))
        {
            return [];
        }

        bool isSpecial = options.Architecture == TestArchitecture.XlmRoberta;
        (string query, string document) = LateInteractionFiles.Markers(options);
        return [new(query, options.Vocabulary - 2) { IsSpecial = isSpecial }, new(document, options.Vocabulary - 1) { IsSpecial = isSpecial }];
    }
}
