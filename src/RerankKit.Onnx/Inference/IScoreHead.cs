namespace RerankKit.Onnx;

/// <summary>Reads one number per sequence out of a graph's output.</summary>
internal interface IScoreHead
{
    /// <summary>The output that is read.</summary>
    int Output { get; }

    /// <summary>Reads the numbers of a batch.</summary>
    /// <param name="output">The output, as the run left it.</param>
    /// <param name="batch">The batch; <see cref="SequenceBatch.Logits"/> is written.</param>
    void Read(OnnxTensorView output, SequenceBatch batch);
}
