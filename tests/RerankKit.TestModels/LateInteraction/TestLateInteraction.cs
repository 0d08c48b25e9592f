using System.Text.Json.Nodes;

namespace RerankKit.TestModels;

/// <summary>What makes a generated encoder one for late interaction.</summary>
public sealed record TestLateInteraction
{
    /// <value>Whose files are written. Default: <see cref="TestLateInteractionStyle.Stanford"/>.</value>
    public TestLateInteractionStyle Style { get; init; }

    /// <value>The layers behind the hidden states. Default: one of 24 outputs. A graph that holds the projection takes the first alone.</value>
    public IReadOnlyList<TestDense> Layers { get; init; } = [new(24)];

    /// <value>How the safetensors files store weights: F32, F16 or BF16. Default: F32.</value>
    public string WeightType { get; init; } = "F32";

    /// <value>The longest query, in tokens. Default: 16.</value>
    public int QueryLength { get; init; } = 16;

    /// <value>The longest document, in tokens. Default: 40.</value>
    public int DocumentLength { get; init; } = 40;

    /// <value>"fixed", "min", or null for no query expansion; Stanford's models have "fixed" always. Default: fixed.</value>
    public string? Expansion { get; init; } = "fixed";

    /// <value>Whether a query's tokens see the expansion. Default: false.</value>
    public bool Attends { get; init; }

    /// <value>Tokens of documents that are not scored; null for the style's default. Default: null.</value>
    public IReadOnlyList<string>? Skiplist { get; init; }

    /// <value>Whether queries and documents are marked by tokens added behind the vocabulary, "[Q] " and "[D] ". Default: false, by [unused0] and [unused1] where the family has them.</value>
    public bool AddedMarkers { get; init; }

    /// <value>One vector is left for this many; sentence-transformers' files only. Default: 1.</value>
    public int PoolFactor { get; init; } = 1;

    /// <value>Changes a file before it is written, by its path inside the model. Default: none.</value>
    public Action<string, JsonObject>? Change { get; init; }

    /// <summary>The width of the vectors.</summary>
    public int Dimension => Layers[^1].Outputs;
}
