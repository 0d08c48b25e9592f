namespace RerankKit.Managed;

/// <summary>The numbers of a layer normalisation.</summary>
internal sealed unsafe class LayerNorm : IDisposable
{
    private readonly FloatMemory _memory;

    /// <summary>Takes the numbers over.</summary>
    /// <param name="scale">Per channel.</param>
    /// <param name="shift">Per channel; empty for zeros.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public LayerNorm(ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, float epsilon)
    {
        (Channels, Epsilon) = (scale.Length, epsilon);
        _memory = new(2L * Channels);
        scale.CopyTo(new(Scale, Channels));
        shift.CopyTo(new(Shift, Channels));
    }

    public int Channels { get; }

    public float Epsilon { get; }

    public float* Scale => _memory.Start;

    public float* Shift => _memory.Start + Channels;

    public void Dispose() => _memory.Dispose();
}
