using System.Text.Json;

namespace RerankKit.Answers;

/// <summary>Faithfulness: the share of the answer's statements that the passages support.</summary>
/// <remarks>Es, James, Espinosa-Anke and Schockaert, "RAGAS: automated evaluation of retrieval augmented generation" (2023), section 3. An answer that states nothing has no value.</remarks>
public sealed class FaithfulnessEvaluator : JudgedEvaluator
{
    /// <summary>The name of the metric.</summary>
    public const string Name = "Faithfulness";

    /// <summary>Makes the evaluator.</summary>
    public FaithfulnessEvaluator()
        : base(Name)
    {
    }

    private protected override JudgeQuestion Ask(JudgedItem item) => JudgeQuestion.Support(item.Question, item.Answer, item.Passages!);

    private protected override string? Missing(JudgedItem item) => item.Passages is null ? $"There are no passages; give a {nameof(RetrievedPassagesContext)}." : null;

    private protected override (double? Value, string Reason) Read(JsonElement answer, JudgedItem item) => Supported.Share(answer);
}
