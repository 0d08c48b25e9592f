namespace RerankKit.Models;

/// <summary>How the texts of a role become token sequences.</summary>
internal sealed record TextLayout
{
    /// <summary>The longest sequence in tokens, marker and special tokens included.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>The marker's id; null for none.</summary>
    public int? MarkerId { get; init; }

    /// <summary>How many tokens stand before the marker.</summary>
    public int MarkerPlace { get; init; } = 1;

    /// <summary>Text that is put before each text.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Whether texts are turned to lower case.</summary>
    public bool LowersCase { get; init; }

    /// <summary>The length that shorter sequences are filled up to; 0 for none.</summary>
    public int FilledLength { get; init; }

    /// <summary>What they are filled up with.</summary>
    public int FillId { get; init; }

    /// <summary>Whether the other tokens see the fill.</summary>
    public bool IsFillAttended { get; init; }

    /// <summary>Tokens that are not of the text.</summary>
    public int Overhead(HuggingFaceTokenizer tokenizer) => tokenizer.SpecialTokenCount(pair: false) + (MarkerId is null ? 0 : 1);
}
