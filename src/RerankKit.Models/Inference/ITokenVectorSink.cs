namespace RerankKit.Models;

/// <summary>Receives the vectors of sequences from the workers: each sequence once, several at the same time.</summary>
internal interface ITokenVectorSink
{
    /// <summary>Takes over what the graph left for a sequence.</summary>
    /// <param name="index">Which of the request's sequences.</param>
    /// <param name="tokens">Its tokens, to be read with <see cref="TokenArena"/>.</param>
    /// <param name="values">One row of numbers per token; gone after the call.</param>
    void Write(int index, ReadOnlySpan<int> tokens, ReadOnlySpan<float> values);
}
