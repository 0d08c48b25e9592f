namespace RerankKit.Managed;

/// <summary>The weights of a layer: attention, feed-forward, and a norm for each.</summary>
/// <param name="QueryKeyValue">Queries (scaled), keys and values of all heads, one product.</param>
/// <param name="Output">Behind attention.</param>
/// <param name="AttentionNorm">Of attention and what went in; or, before the layer, of what goes in, null where that is normal already.</param>
/// <param name="Up">To the intermediate numbers.</param>
/// <param name="Down">Back.</param>
/// <param name="Norm">Of the feed-forward part and what went in; or of what goes into it.</param>
internal sealed record EncoderLayer(PackedMatrix QueryKeyValue, PackedMatrix Output, LayerNorm? AttentionNorm, PackedMatrix Up, PackedMatrix Down, LayerNorm Norm) : IDisposable
{
    /// <summary>Whether the norms stand before attention and feed-forward part rather than behind them.</summary>
    public bool IsPreNorm { get; init; }

    /// <summary>To what the activated intermediate numbers are multiplied by; null for nothing.</summary>
    public PackedMatrix? Gate { get; init; }

    /// <summary>A window beyond any sequence.</summary>
    public const int Unlimited = int.MaxValue / 2;

    /// <summary>Tokens that a token sees on each side.</summary>
    public int Window { get; init; } = Unlimited;

    /// <summary>Which of <see cref="EncoderWeights.Frequencies"/> turn queries and keys; null for none.</summary>
    public int? Rotation { get; init; }

    /// <summary>What distances add to scores; null where attention does not know them.</summary>
    public RelativeTable? Relative { get; init; }

    public void Dispose()
    {
        QueryKeyValue.Dispose();
        Output.Dispose();
        AttentionNorm?.Dispose();
        Up.Dispose();
        Gate?.Dispose();
        Down.Dispose();
        Norm.Dispose();
    }
}
