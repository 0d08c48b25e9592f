namespace RerankKit.Models;

/// <summary>What the files of an embedding model say about its vectors, apart from its graph.</summary>
internal sealed record EmbeddingProfile
{
    /// <summary>How tokens become a text, in the order of the results; without files the mean, as sentence-transformers has it.</summary>
    public IReadOnlyList<EmbeddingPooling> Pooling { get; init; } = [EmbeddingPooling.Mean];

    /// <summary>Whether the tokens of a prompt are pooled too.</summary>
    public bool PoolsPrompt { get; init; } = true;

    /// <summary>The layers behind the pooling.</summary>
    public IReadOnlyList<DenseProfile> Dense { get; init; } = [];

    /// <summary>Whether vectors are brought to length 1.</summary>
    public bool IsNormalized { get; init; }

    /// <summary>What stands before a query.</summary>
    public string QueryPrompt { get; init; } = "";

    /// <summary>What stands before a document.</summary>
    public string DocumentPrompt { get; init; } = "";

    /// <summary>What stands before a text whose role nobody names.</summary>
    public string DefaultPrompt { get; init; } = "";

    /// <summary>Whether texts are turned to lower case before the tokenizer reads them.</summary>
    public bool LowersCase { get; init; }

    /// <summary>Names the content of the weights that lie beside the graph.</summary>
    public string DenseWeights() => string.Concat(Dense.Where(layer => File.Exists(layer.WeightsPath)).Select(layer => $"dense={ContentFingerprint.OfFile(layer.WeightsPath)};"));
}
