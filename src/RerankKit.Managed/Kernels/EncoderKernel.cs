namespace RerankKit.Managed;

/// <summary>The arithmetic of an encoder over panels, in one width of vectors. A row of numbers is computed the same way wherever it stands and whatever stands beside it. Thread-safe.</summary>
internal abstract unsafe class EncoderKernel
{
    /// <summary>What <see cref="EncoderKernels.Variable"/> calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Rows of a matrix that are packed together.</summary>
    public abstract int Rows { get; }

    /// <summary>A linear layer, or a part of it, over some panels.</summary>
    /// <param name="matrix">The layer.</param>
    /// <param name="part">Which of its numbers.</param>
    /// <param name="input">The first panel at the first channel of the part's inputs.</param>
    /// <param name="inputStride">From a panel to the next.</param>
    /// <param name="output">The first panel at the first channel of the part's outputs.</param>
    /// <param name="outputStride">From a panel to the next.</param>
    /// <param name="panels">How many.</param>
    /// <param name="adds">Whether to add to what the output holds.</param>
    /// <param name="activation">Applied to what comes out.</param>
    public abstract void Multiply(
        PackedMatrix matrix, MatrixPart part, float* input, nint inputStride, float* output, nint outputStride, int panels, bool adds, HiddenActivation activation);

    /// <summary>Layer normalisation of one panel along its channels.</summary>
    /// <param name="input">The panel.</param>
    /// <param name="residual">A panel that is added to it first; null for none.</param>
    /// <param name="output">Where the result goes; may be either of them.</param>
    /// <param name="norm">Scale, shift and epsilon.</param>
    public abstract void Normalize(float* input, float* residual, float* output, LayerNorm norm);

    /// <summary>Turns the tokens of one panel by their positions (Su et al., 2021): of each head, channel i with channel i + size / 2.</summary>
    /// <param name="values">The panel at the first channel of the heads.</param>
    /// <param name="turns">Cosines and behind them sines, <c>[2, size / 2, 16]</c>.</param>
    /// <param name="heads">How many.</param>
    /// <param name="headSize">Channels per head.</param>
    public abstract void Rotate(float* values, float* turns, int heads, int headSize);

    /// <summary>Attention of the tokens of one panel to the tokens of one sequence: <c>softmax(K Q) V</c>, the queries scaled already.</summary>
    /// <param name="query">The panel at the first channel of its queries.</param>
    /// <param name="output">The panel that receives the result, head by head.</param>
    /// <param name="keys">The keys and values.</param>
    /// <param name="lanes">The lanes of the panel that are written.</param>
    /// <param name="scratch"><see cref="ScratchPanels"/> panels of 16 channels.</param>
    public abstract void Attend(float* query, float* output, in AttentionKeys keys, Range lanes, float* scratch);

    /// <summary>Panels of 16 channels that <see cref="Attend"/> needs for itself: a row of scores per key, one per channel of a head, and one more.</summary>
    /// <param name="tokens">Of the longest sequence.</param>
    /// <param name="headSize">Channels per head.</param>
    public static int ScratchPanels(int tokens, int headSize) => Panel.CountFor(tokens + Panel.Tokens) + 1 + Panel.CountFor(headSize + 1);

    public override string ToString() => Name;
}
