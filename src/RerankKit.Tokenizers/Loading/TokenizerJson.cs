namespace RerankKit.Tokenizers;

/// <summary>Why a tokenizer's files cannot be read.</summary>
internal static class TokenizerJson
{
    /// <summary>The file is valid, but asks for something this library does not do.</summary>
    public static NotSupportedException Unsupported(string what, string detail) =>
        new($"The tokenizer file asks for {what}, which RerankKit does not support; {detail}. Export the tokenizer without it, or report the model that needs it.");

    /// <summary>The file is not what the format prescribes.</summary>
    public static InvalidDataException Invalid(string where, string problem) =>
        new($"The tokenizer file is damaged or not a tokenizer file: {where} {problem}. Download the file again, or export it with tokenizers 0.13 or later.");
}
