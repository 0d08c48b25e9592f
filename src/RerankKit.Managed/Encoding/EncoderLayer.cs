namespace RerankKit.Managed;

/// <summary>The weights of a layer: attention, feed-forward, and the norm behind each.</summary>
/// <param name="QueryKeyValue">Queries (scaled), keys and values of all heads, one product.</param>
/// <param name="Output">Behind attention.</param>
/// <param name="AttentionNorm">Of attention and what went in.</param>
/// <param name="Up">To the intermediate numbers.</param>
/// <param name="Down">Back.</param>
/// <param name="Norm">Of the feed-forward part and what went in.</param>
internal sealed record EncoderLayer(PackedMatrix QueryKeyValue, PackedMatrix Output, LayerNorm AttentionNorm, PackedMatrix Up, PackedMatrix Down, LayerNorm Norm) : IDisposable
{
    public void Dispose()
    {
        QueryKeyValue.Dispose();
        Output.Dispose();
        AttentionNorm.Dispose();
        Up.Dispose();
        Down.Dispose();
        Norm.Dispose();
    }
}
