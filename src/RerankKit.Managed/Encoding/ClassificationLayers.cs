namespace RerankKit.Managed;

/// <summary>The head of a sequence classifier: a dense layer with an activation over one row per sequence, and a projection to the labels.</summary>
/// <param name="Dense">BERT's and DeBERTa's pooler, RoBERTa's <c>classifier.dense</c>, ModernBERT's <c>head.dense</c>.</param>
/// <param name="Projection">To the labels.</param>
internal sealed record ClassificationLayers(PackedMatrix Dense, PackedMatrix Projection) : IDisposable
{
    /// <summary>Between the two; null for tanh.</summary>
    public HiddenActivation? Activation { get; init; }

    /// <summary>Behind the activation; null for none.</summary>
    public LayerNorm? Norm { get; init; }

    public void Dispose()
    {
        Dense.Dispose();
        Norm?.Dispose();
        Projection.Dispose();
    }
}
