namespace RerankKit.Models;

/// <summary>What the catalogue knows about a model. The files of the model itself have the last word.</summary>
public sealed record ModelDescriptor
{
    /// <summary>The id on the hub.</summary>
    public required string Id { get; init; }

    /// <summary>Short names, and other ids under which the same model is known.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>How the model scores a pair.</summary>
    public required ModelFamily Family { get; init; }

    /// <summary>The licence of the weights as the hub writes it (<c>apache-2.0</c>), or null where it was not verified.</summary>
    public string? Licence { get; init; }

    /// <summary>Whether the licence forbids commercial use.</summary>
    public bool IsNonCommercial => ModelLicence.IsNonCommercial(Licence);

    /// <summary>A model of the same kind that may be used commercially; null where this one may.</summary>
    public string? Alternative { get; init; }

    /// <summary>The longest input in tokens, query, document and special tokens together.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>The kind of tokenizer, as tokenizer.json names it: <c>WordPiece</c>, <c>Unigram</c> or <c>BPE</c>; null where the files tell.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>ONNX files that were seen in the model; empty where it has none.</summary>
    public IReadOnlyList<string> OnnxFiles { get; init; } = [];

    /// <summary>A model that carries this one's weights as ONNX, where this one has no such files; else null.</summary>
    public string? OnnxId { get; init; }

    /// <summary>What else a user should know, or null.</summary>
    public string? Notes { get; init; }
}
