namespace RerankKit.Models;

/// <summary>What goes into a graph and comes out of it.</summary>
/// <param name="Inputs">Its inputs, by the names that exporters give them; all of them are needed in a run.</param>
/// <param name="Outputs">Its outputs.</param>
/// <param name="MaxSequences">The most sequences of one run.</param>
internal sealed record GraphSignature(IReadOnlyList<GraphTensor> Inputs, IReadOnlyList<GraphTensor> Outputs, int MaxSequences = int.MaxValue);
