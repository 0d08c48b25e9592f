namespace RerankKit.Tokenizers;

/// <summary>Which text gives way when an input is too long; named as in Hugging Face tokenizers.</summary>
public enum TruncationStrategy
{
    /// <summary>The longer text first, then both alike ("longest_first").</summary>
    LongestFirst,

    /// <summary>Only the first text, of a pair the query ("only_first").</summary>
    OnlyFirst,

    /// <summary>Only the second text, of a pair the document ("only_second").</summary>
    OnlySecond,
}
