namespace RerankKit.Tokenizers;

/// <summary>How a <see cref="HuggingFaceTokenizer"/> reads text.</summary>
public sealed class TokenizerOptions
{
    /// <summary>Whether special tokens written out in a text, such as "[SEP]" or "&lt;/s&gt;", become special tokens.</summary>
    /// <value>
    /// Default false: they are text like any other, so that a document cannot end itself or pretend to be two. True is what Hugging
    /// Face tokenizers do, for parity and for templates that are written as text.
    /// </value>
    public bool ParseSpecialTokens { get; set; }
}
