namespace RerankKit.Managed;

/// <summary>Panels that grow with the largest run so far.</summary>
/// <param name="channels">Per panel.</param>
internal sealed unsafe class PanelBuffer(int channels) : IDisposable
{
    private FloatMemory? _memory;
    private int _panels;

    /// <summary>Numbers from a panel to the next.</summary>
    public nint Stride { get; } = (nint)channels * Panel.Tokens;

    /// <summary>A panel, at a channel.</summary>
    public float* At(int panel, int channel = 0) => _memory!.Start + (panel * Stride) + ((nint)channel * Panel.Tokens);

    /// <summary>Makes room; what was there is lost.</summary>
    public void Reserve(int panels)
    {
        if (panels > _panels)
        {
            // Where there is no memory for more, a later run does not take the old panels to be there.
            _panels = 0;
            _memory?.Dispose();
            _memory = new(panels * (long)Stride);
            _panels = panels;
        }
    }

    public void Dispose() => _memory?.Dispose();
}
