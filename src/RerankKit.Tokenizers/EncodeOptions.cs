namespace RerankKit.Tokenizers;

/// <summary>How <see cref="HuggingFaceTokenizer.Encode(string, string?, EncodeOptions?)"/> lays out and shortens an input.</summary>
public sealed class EncodeOptions
{
    /// <summary>The most tokens an input may have, special tokens included.</summary>
    /// <value>Tokens, at least 1. Default null: nothing is cut.</value>
    public int? MaxLength
    {
        get;
        set => field = value is null or >= 1 ? value : throw Throw.OutOfRange(value, "at least 1 token, or null for no limit");
    }

    /// <summary>Which text gives way when the input is longer than <see cref="MaxLength"/>.</summary>
    /// <value>Default <see cref="TruncationStrategy.LongestFirst"/>, as in Hugging Face tokenizers.</value>
    public TruncationStrategy Truncation
    {
        get;
        set => field = Enum.IsDefined(value) ? value : throw Throw.OutOfRange(value, "LongestFirst, OnlyFirst or OnlySecond");
    }

    /// <summary>The end of a text that is cut off.</summary>
    /// <value>Default null: as tokenizer_config.json says (<c>truncation_side</c>), else right.</value>
    public TruncationSide? Side
    {
        get;
        set => field = value is null || Enum.IsDefined(value.Value) ? value : throw Throw.OutOfRange(value, "Right, Left, or null for the tokenizer's own");
    }

    /// <summary>With <see cref="TruncationStrategy.OnlySecond"/>, the share of the room for text that a too long first text may take.</summary>
    /// <value>
    /// Above 0, at most 1; default 0.75. It matters only where a pair does not fit: a first text above the share is cut down to it,
    /// or to what the second leaves free. At 1 a first text that leaves no room is an exception, as in Hugging Face tokenizers.
    /// </value>
    public double FirstTextShare
    {
        get;
        set => field = value is > 0 and <= 1 ? value : throw Throw.OutOfRange(value, "above 0 and at most 1");
    } = 0.75;

    /// <summary>Whether the model's special tokens are put around the texts.</summary>
    /// <value>Default true.</value>
    public bool AddSpecialTokens { get; set; } = true;
}
