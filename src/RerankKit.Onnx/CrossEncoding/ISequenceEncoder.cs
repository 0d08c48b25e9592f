namespace RerankKit.Onnx;

/// <summary>Turns a query and a document into the token sequence that a model reads. Thread-safe; one per call.</summary>
internal interface ISequenceEncoder
{
    /// <summary>Encodes the pair of the call's query and <paramref name="document"/>.</summary>
    /// <param name="document">The document's text.</param>
    /// <param name="scratch">Buffers of the calling thread; <see cref="SequenceScratch.Length"/> tokens are left in it.</param>
    /// <returns>Whether the document was cut.</returns>
    bool Encode(string document, SequenceScratch scratch);
}
