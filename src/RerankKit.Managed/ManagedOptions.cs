namespace RerankKit.Managed;

/// <summary>The managed engine as what runs a model: <c>options.Graph = new ManagedOptions()</c>.</summary>
/// <remarks>
/// It runs encoders of the BERT, RoBERTa, ModernBERT and DeBERTa families in single precision on the CPU, with no native library, from <c>model.safetensors</c> (F32, F16, BF16; one file or several), or from the
/// weights of an ONNX file, of which those in 8 bits are widened. Everything else is refused with what it asks for: ONNX Runtime runs it. See docs/engines.md.
/// </remarks>
public sealed class ManagedOptions : GraphOptions
{
    /// <summary>Threads that share the computation when a single sequence, or a few that are short, are all there is to do.</summary>
    /// <value>1 or more. Default null: one per processor.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? SinglePairThreads
    {
        get;
        set => field = value is < 1 ? throw Throw.OutOfRange(value, "1 or more, or null for one per processor") : value;
    }

    /// <summary>Whether a classifier's last layer is computed for the first token of a sequence alone, which is all that its head reads: the same scores for less work.</summary>
    /// <value>Default true.</value>
    public bool FirstTokenOnly { get; set; } = true;

    internal override bool IsInProcess => true;

    internal override bool RunsWeights => true;

    internal override GraphOptions Copy() => new ManagedOptions { SinglePairThreads = SinglePairThreads, FirstTokenOnly = FirstTokenOnly };

    internal override IGraph Open(GraphSource source) => new ManagedGraph(this, source);
}
