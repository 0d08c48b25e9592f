namespace RerankKit.Managed;

/// <summary>A layer's projections of relative positions, ready to be read from any distance on: <c>[channel, distance]</c>, rows that distances share repeated.</summary>
internal sealed unsafe class RelativeTable : IDisposable
{
    // A panel of queries may begin before its sequence or end behind it, and four keys are taken at a time.
    private const int Margin = Panel.Tokens + 4;
    private readonly FloatMemory _memory;
    private readonly nint _queries;

    /// <summary>Makes it.</summary>
    /// <param name="positions">Which row belongs to which distance.</param>
    /// <param name="projected">The projected rows in panels: queries, scaled, and behind them keys.</param>
    /// <param name="channels">Of all heads.</param>
    /// <param name="longest">Tokens of the longest sequence.</param>
    public RelativeTable(RelativePositions positions, PanelBuffer projected, int channels, int longest)
    {
        int reach = longest + Margin;
        Stride = Panel.CountFor((2 * reach) + 1) * Panel.Tokens;
        _queries = channels * Stride;
        _memory = new(2L * channels * Stride);
        Zero = reach;
        for (int distance = -reach; distance <= reach; distance++)
        {
            (int panel, int lane) = Math.DivRem(positions.Row(distance), Panel.Tokens);
            float* row = projected.At(panel) + lane;
            for (int channel = 0; channel < channels; channel++)
            {
                nint at = (channel * Stride) + reach + distance;
                _memory.Start[_queries + at] = positions.HasQueries ? row[channel * Panel.Tokens] : 0;
                _memory.Start[at] = positions.HasKeys ? row[(channels + channel) * Panel.Tokens] : 0;
            }
        }
    }

    /// <summary>From a channel to the next.</summary>
    public nint Stride { get; }

    /// <summary>The first channel of the keys of distances, at distance 0.</summary>
    public float* Keys => _memory.Start + Zero;

    /// <summary>The first channel of their queries.</summary>
    public float* Queries => _memory.Start + _queries + Zero;

    private int Zero { get; }

    public void Dispose() => _memory.Dispose();
}
