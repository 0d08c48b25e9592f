using System.Text.Json;

namespace RerankKit.Answers;

/// <summary>Context recall: the share of the reference's statements that the passages support. What they lack no answer can have from them.</summary>
/// <remarks>As RAGAS defines it (Es et al., 2023, and its documentation).</remarks>
public sealed class ContextRecallEvaluator : JudgedEvaluator
{
    /// <summary>The name of the metric.</summary>
    public const string Name = "Context recall";

    /// <summary>Makes the evaluator.</summary>
    public ContextRecallEvaluator()
        : base(Name)
    {
    }

    private protected override JudgeQuestion Ask(JudgedItem item) => JudgeQuestion.Support(item.Question, item.Reference!, item.Passages!);

    private protected override string? Missing(JudgedItem item) =>
        item.Passages is null ? $"There are no passages; give a {nameof(RetrievedPassagesContext)}."
        : item.Reference is null ? $"There is no reference; give a {nameof(ReferenceAnswerContext)}."
        : null;

    private protected override (double? Value, string Reason) Read(JsonElement answer, JudgedItem item) => Supported.Share(answer);
}
