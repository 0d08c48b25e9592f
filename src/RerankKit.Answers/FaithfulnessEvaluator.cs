namespace RerankKit.Answers;

/// <summary>Faithfulness: the share of the answer's statements that the passages support. An answer that states nothing has no value.</summary>
/// <remarks>
/// Es, James, Espinosa-Anke and Schockaert, "RAGAS: Automated Evaluation of Retrieval Augmented Generation" (2023), section 3. Needs a
/// <see cref="RetrievedPassagesContext"/>.
/// </remarks>
public sealed class FaithfulnessEvaluator : JudgedEvaluator
{
    /// <summary>The name of the metric.</summary>
    public const string MetricName = "Faithfulness";

    /// <summary>Makes the evaluator.</summary>
    public FaithfulnessEvaluator()
        : base(MetricName)
    {
    }

    private protected override JudgeQuestion Ask(JudgedItem item) => JudgeQuestion.Support(item.Question, item.Answer, item.Passages!.Passages);

    private protected override string? Missing(JudgedItem item) => MissingPassages(item);

    private protected override (double? Value, string Reason) Read(JsonElement answer, JudgedItem item) => JudgeAnswer.Supported(answer);
}
