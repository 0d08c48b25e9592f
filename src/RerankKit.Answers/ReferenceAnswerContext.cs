namespace RerankKit.Answers;

/// <summary>The answer that is known to be right.</summary>
/// <param name="answer">The answer.</param>
public sealed class ReferenceAnswerContext(string answer) : EvaluationContext("Reference answer", answer)
{
    /// <summary>The answer.</summary>
    public string Answer { get; } = answer;
}
