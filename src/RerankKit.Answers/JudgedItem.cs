namespace RerankKit.Answers;

/// <summary>What is judged.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer to it.</param>
/// <param name="Passages">What it was made from.</param>
/// <param name="Reference">The answer that is known to be right.</param>
internal sealed record JudgedItem(string Question, string Answer, RetrievedPassagesContext? Passages, ReferenceAnswerContext? Reference);
