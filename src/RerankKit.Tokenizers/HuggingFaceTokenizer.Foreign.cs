namespace RerankKit.Tokenizers;

/// <content>With texts cut by another tokenizer.</content>
public sealed partial class HuggingFaceTokenizer
{
    private readonly ForeignTokenizer? _foreign;

    private HuggingFaceTokenizer(HuggingFaceTokenizer own, ForeignTokenizer? foreign, PairLayout? layout, string deviation)
    {
        _pipeline = own._pipeline;
        _postProcessor = layout?.ToPostProcessor(own._postProcessor.Trimmings) ?? own._postProcessor;
        _decoder = own._decoder;
        _spaces = foreign is null ? own._spaces : null;
        _foreign = foreign;
        VocabularySize = own.VocabularySize;
        MaxLength = own.MaxLength;
        PadTokenId = own.PadTokenId;
        PadsLeft = own.PadsLeft;
        TruncationSide = own.TruncationSide;
        SourcePath = own.SourcePath;
        Deviation = deviation;
    }

    /// <summary>Whether ranges of the text are known.</summary>
    internal bool GivesRanges => _foreign is not { Normalizes: true };

    /// <summary>What tells its ids from those of the tokenizer in the model's files; empty when they are the same.</summary>
    internal string Deviation { get; } = "";

    /// <summary>This tokenizer with texts cut by another, or laid out otherwise; vocabulary, lengths and sides stay its own.</summary>
    /// <param name="tokenizer">Cuts texts; null for this one.</param>
    /// <param name="layout">Where special tokens stand; null as the model's file says.</param>
    /// <exception cref="ArgumentException">The tokenizer adds special tokens by itself, or the layout has ids that are not in the vocabulary.</exception>
    internal HuggingFaceTokenizer ReadBy(Microsoft.ML.Tokenizers.Tokenizer? tokenizer, PairLayout? layout)
    {
        if (layout is not null && layout.Beginning.Concat(layout.Separator).Concat(layout.End).Append(0).Max() is int highest && highest >= VocabularySize)
        {
            throw new ArgumentException($"The layout {layout} has the id {highest}, but the model's vocabulary ends at {VocabularySize - 1}.", nameof(layout));
        }

        if (tokenizer is null && layout is null)
        {
            return this;
        }

        // One of ours needs no detour.
        HuggingFaceTokenizer own = tokenizer as HuggingFaceTokenizer ?? this;
        ForeignTokenizer? foreign = tokenizer is null or HuggingFaceTokenizer ? own._foreign : new(tokenizer, VocabularySize);
        return new(own, foreign, layout, $"{(tokenizer is null ? "" : ForeignTokenizer.FingerprintOf(tokenizer))}{(layout is null ? "" : $"/{layout}")}");
    }

    /// <summary>Refuses what needs ranges where there are none.</summary>
    /// <exception cref="NotSupportedException">The tokenizer normalises.</exception>
    internal void RequireRanges()
    {
        if (!GivesRanges)
        {
            throw ForeignTokenizer.NoRanges();
        }
    }
}
