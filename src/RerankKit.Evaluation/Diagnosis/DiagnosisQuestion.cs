namespace RerankKit.Evaluation;

/// <summary>One of the five questions that are asked before a reranker is added.</summary>
/// <param name="Text">The question.</param>
/// <param name="Answer">Yes speaks for a reranker; null where the data do not tell.</param>
/// <param name="Because">The numbers behind the answer, or what would have to be known.</param>
public sealed record DiagnosisQuestion(string Text, bool? Answer, string Because);
