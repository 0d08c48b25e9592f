namespace RerankKit.Models;

/// <summary>What a model is, as read from its files.</summary>
public sealed record ModelInspection
{
    /// <summary>Its id on the hub; null for a folder.</summary>
    public string? Id { get; init; }

    /// <summary>Its commit; null for a folder.</summary>
    public string? Revision { get; init; }

    /// <summary>The full path of its folder on this machine.</summary>
    public required string Directory { get; init; }

    /// <summary>The licence of the weights; null where it is not known.</summary>
    public string? Licence { get; init; }

    /// <summary>Whether the licence forbids commercial use.</summary>
    public bool IsNonCommercial => ModelLicence.IsNonCommercial(Licence);

    /// <summary>What the catalogue knows about the model; null where it does not know it.</summary>
    public ModelDescriptor? Known { get; init; }

    /// <summary>All files that the model has.</summary>
    public required IReadOnlyList<InspectedFile> Files { get; init; }

    /// <summary>The ONNX file that would be used, or the weights of a model without one; null where none fits.</summary>
    public string? OnnxFile { get; init; }

    /// <summary>Why that file, or why none.</summary>
    public required string Reason { get; init; }

    /// <summary>The architecture (<c>BertForSequenceClassification</c>); null where config.json does not say.</summary>
    public string? Architecture { get; init; }

    /// <summary>The names of the labels; empty for models that have none. A reranker has one.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The label that means relevant, as long as no other is named; null for models without labels, and where their names do not tell.</summary>
    public string? RelevantLabel { get; init; }

    /// <summary>What turns the logit into a score; null for models without labels.</summary>
    public ScoreActivation? Activation { get; init; }

    /// <summary>Whether the model's files declare <see cref="Activation"/>; else it follows from the number of labels.</summary>
    public bool IsActivationDeclared { get; init; }

    /// <summary>What its files come to as a late-interaction model; null for models of other kinds.</summary>
    public MultiVectorInspection? LateInteraction { get; init; }

    /// <summary>The longest input in tokens, special tokens included; null where no file says.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The tokenizer as tokenizer.json names it (<c>WordPiece</c>, <c>Unigram</c>, <c>BPE</c>); null where there is none.</summary>
    public string? Tokenizer { get; init; }
}
