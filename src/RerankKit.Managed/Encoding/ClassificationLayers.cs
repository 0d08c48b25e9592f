namespace RerankKit.Managed;

/// <summary>The head of a sequence classifier: a dense layer with tanh over the first token, and a projection to the labels.</summary>
/// <param name="Dense">BERT's pooler, or RoBERTa's <c>classifier.dense</c>.</param>
/// <param name="Projection">To the labels.</param>
internal sealed record ClassificationLayers(PackedMatrix Dense, PackedMatrix Projection) : IDisposable
{
    public void Dispose()
    {
        Dense.Dispose();
        Projection.Dispose();
    }
}
