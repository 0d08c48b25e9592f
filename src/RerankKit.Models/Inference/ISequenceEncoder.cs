namespace RerankKit.Models;

/// <summary>Turns a text, with a query where the model reads both, into the token sequence that a model reads. Thread-safe; one per call.</summary>
internal interface ISequenceEncoder
{
    /// <summary>How much of the call's query is read, where it is cut, once the texts are encoded; null where there is no query, or all of it is read.</summary>
    QueryTruncation? QueryTruncation => null;

    /// <summary>Encodes <paramref name="text"/>, or the pair of the call's query and it.</summary>
    /// <param name="text">The document, or whatever text is encoded.</param>
    /// <param name="scratch">Buffers of the calling thread; <see cref="SequenceScratch.Length"/> tokens are left in it.</param>
    /// <returns>Whether the text was cut.</returns>
    bool Encode(string text, SequenceScratch scratch);
}
