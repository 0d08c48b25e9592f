namespace RerankKit;

/// <summary>What is known of a multi-vector encoder without calling it.</summary>
public class MultiVectorEncoderMetadata
{
    /// <summary>Makes metadata.</summary>
    /// <param name="providerName">Who encodes, for example <c>onnx</c> or <c>static</c>.</param>
    /// <param name="dimension">Numbers per vector; at least 1.</param>
    /// <exception cref="ArgumentException"><paramref name="providerName"/> is blank.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimension"/> is less than 1.</exception>
    public MultiVectorEncoderMetadata(string providerName, int dimension)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(providerName);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ProviderName = providerName;
        Dimension = dimension;
    }

    /// <summary>Who encodes.</summary>
    public string ProviderName { get; }

    /// <summary>Numbers per vector.</summary>
    public int Dimension { get; }

    /// <summary>Where it is served; null when it runs in this process.</summary>
    public Uri? ProviderUri { get; init; }

    /// <summary>The model; null when it has no name.</summary>
    public string? ModelId { get; init; }

    /// <summary>
    /// What changes whenever the vectors of a document do: the model's files, its lengths, its markers, its pooling. Stores keep the vectors of
    /// different revisions apart.
    /// </summary>
    public string? Revision { get; init; }

    /// <summary>Whether every vector has length 1, so that a dot product is a cosine.</summary>
    /// <value>True by default, as for ColBERT models.</value>
    public bool IsNormalized { get; init; } = true;

    /// <summary>The longest query in tokens; null when there is no limit.</summary>
    public int? MaxQueryTokens { get; init; }

    /// <summary>The longest document in tokens; null when there is no limit.</summary>
    public int? MaxDocumentTokens { get; init; }
}
