namespace RerankKit.Remote;

/// <summary>Reads a response whose first token is the reader's current one.</summary>
/// <param name="reader">At the root value.</param>
/// <param name="scores">One per document of the request; NaN until known.</param>
/// <param name="tally">Takes whatever else there is.</param>
internal delegate void ResponseReader(ref Utf8JsonReader reader, Span<double> scores, ResponseTally tally);
