namespace RerankKit.Models;

/// <summary>Reads what a run leaves for each sequence out of a graph's output. Thread-safe: all workers share it.</summary>
internal interface IOutputHead
{
    /// <summary>The output that is read.</summary>
    int Output { get; }

    /// <summary>Reads the output of a batch.</summary>
    /// <param name="output">The output, as the run left it.</param>
    /// <param name="batch">
    /// The batch; <see cref="SequenceBatch.Logits"/> is written, and where a sequence has more than one number <see cref="SequenceRequest.Sink"/> receives them.
    /// </param>
    void Read(GraphTensorView output, SequenceBatch batch);
}
