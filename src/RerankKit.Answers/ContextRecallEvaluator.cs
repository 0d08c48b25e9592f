namespace RerankKit.Answers;

/// <summary>Context recall: the share of the reference's statements that the passages support. What they lack no answer can have from them.</summary>
/// <remarks>As RAGAS defines it, with the statements of the reference. Needs a <see cref="RetrievedPassagesContext"/> and a <see cref="ReferenceAnswerContext"/>.</remarks>
public sealed class ContextRecallEvaluator : JudgedEvaluator
{
    /// <summary>The name of the metric.</summary>
    public const string MetricName = "Context recall";

    /// <summary>Makes the evaluator.</summary>
    public ContextRecallEvaluator()
        : base(MetricName)
    {
    }

    private protected override JudgeQuestion Ask(JudgedItem item) => JudgeQuestion.Support(item.Question, item.Reference!.Answer, item.Passages!.Passages);

    private protected override string? Missing(JudgedItem item) => MissingPassages(item) ?? MissingReference(item);

    private protected override (double? Value, string Reason)? Known(JudgedItem item) => WithoutPassages(item);

    private protected override (double? Value, string Reason) Read(JsonElement answer, JudgedItem item) => JudgeAnswer.Supported(answer);
}
