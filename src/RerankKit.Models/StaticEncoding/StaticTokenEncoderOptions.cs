namespace RerankKit.Models;

/// <summary>Options of <see cref="StaticTokenEncoder"/>. They are read when the encoder is loaded.</summary>
public sealed class StaticTokenEncoderOptions
{
    /// <summary>Whether a document has a vector for every occurrence of a token, instead of one per different token.</summary>
    /// <value>
    /// Default false: the vectors of all occurrences are the same, so that scores do not change, and a document takes about half of the memory.
    /// </value>
    public bool KeepDuplicates { get; set; }

    /// <summary>The longest query in tokens; longer ones are cut.</summary>
    /// <value>1 or more. Null, the default, is what the table says.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxQueryTokens { get; set => field = Allow.AtLeast(value, 1, "1 token or more, or null for what the table says"); }

    /// <summary>The longest document in tokens; longer ones are cut.</summary>
    /// <value>1 or more. Null, the default, is what the table says.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxDocumentTokens { get; set => field = Allow.AtLeast(value, 1, "1 token or more, or null for what the table says"); }

    /// <summary>The model's name in responses and metrics.</summary>
    /// <value>Null, the default, is the table's name, or the folder's where it has none.</value>
    public string? ModelId { get; set; }
}
