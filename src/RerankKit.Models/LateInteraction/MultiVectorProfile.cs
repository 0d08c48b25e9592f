namespace RerankKit.Models;

/// <summary>What the files of a late-interaction model say about its vectors, whichever of the four styles they are written in.</summary>
/// <remarks>The translation of older styles is that of sentence-transformers' MultiVectorEncoder; see docs/late-interaction.md.</remarks>
internal sealed record MultiVectorProfile
{
    /// <summary>Who wrote the files.</summary>
    public required MultiVectorStyle Style { get; init; }

    /// <summary>What marks a query, such as "[Q] " or "[unused0]"; empty for nothing.</summary>
    public string QueryPrompt { get; init; } = "";

    /// <summary>What marks a document; empty for nothing.</summary>
    public string DocumentPrompt { get; init; } = "";

    /// <summary>The query marker's id where the files give it as a number.</summary>
    public int? QueryMarkerId { get; init; }

    /// <summary>The document marker's id where the files give it as a number.</summary>
    public int? DocumentMarkerId { get; init; }

    /// <summary>The longest query in tokens, marker and special tokens included; null where the model's own limit holds.</summary>
    public int? QueryLength { get; init; }

    /// <summary>The longest document in tokens, likewise.</summary>
    public int? DocumentLength { get; init; }

    /// <summary>How short queries are filled up; null when they are not.</summary>
    public QueryExpansionProfile? Expansion { get; init; }

    /// <summary>Tokens that do not take part in scoring, as the vocabulary spells them.</summary>
    public IReadOnlyList<string> Skiplist { get; init; } = [];

    /// <summary>Whether <see cref="Skiplist"/> holds for queries.</summary>
    public bool SkipsInQueries { get; init; }

    /// <summary>Whether <see cref="Skiplist"/> holds for documents.</summary>
    public bool SkipsInDocuments { get; init; } = true;

    /// <summary>The only ids that take part in the scoring of a document; empty for all.</summary>
    public IReadOnlyList<int> KeepOnlyTokenIds { get; init; } = [];

    /// <summary>The layers behind the transformer, in their order.</summary>
    public IReadOnlyList<DenseProfile> Dense { get; init; } = [];

    /// <summary>Numbers per vector; null when the files do not say.</summary>
    public int? Dimension { get; init; }

    /// <summary>Whether every vector is brought to length 1.</summary>
    public bool IsNormalized { get; init; } = true;

    /// <summary>How document vectors are merged; null when they are not.</summary>
    public TokenPoolingProfile? Pooling { get; init; }

    /// <summary>Whether texts are turned to lower case before the tokenizer reads them.</summary>
    public bool LowersCase { get; init; }
}
