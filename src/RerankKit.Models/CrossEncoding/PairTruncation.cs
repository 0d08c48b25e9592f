namespace RerankKit.Models;

/// <summary>Which of the two texts of a pair is cut when they do not fit the model.</summary>
public enum PairTruncation
{
    /// <summary>The document; the query only when it alone takes more than its share (<see cref="CrossEncoderOptions.QueryShare"/>).</summary>
    DocumentOnly,

    /// <summary>The longer of the two, as the rule of the Hugging Face tokenizers has it.</summary>
    LongestFirst,
}
