namespace RerankKit.Evaluation;

/// <summary>A click that goes with nothing in the log.</summary>
/// <param name="File">The file it stands in.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="RequestId">The request it names.</param>
/// <param name="DocumentId">The document it names.</param>
/// <param name="IsRequestKnown">True where the log has the request, but none of its lists the document; false where the log does not have the request.</param>
public sealed record LostClick(string File, int Line, string RequestId, string DocumentId, bool IsRequestKnown);
