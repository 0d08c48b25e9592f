using System.Globalization;
using System.Text.Json;

namespace RerankKit.Answers;

/// <summary>Answer correctness: F1 over statements, TP / (TP + (FP + FN) / 2), against a reference.</summary>
/// <remarks>The factual part of RAGAS' answer correctness: TP are statements of both, FP of the answer alone, FN of the reference alone.</remarks>
public sealed class AnswerCorrectnessEvaluator : JudgedEvaluator
{
    /// <summary>The name of the metric.</summary>
    public const string Name = "Answer correctness";

    /// <summary>Makes the evaluator.</summary>
    public AnswerCorrectnessEvaluator()
        : base(Name)
    {
    }

    private protected override JudgeQuestion Ask(JudgedItem item) => JudgeQuestion.Compare(item.Question, item.Answer, item.Reference!);

    private protected override string? Missing(JudgedItem item) => item.Reference is null ? $"There is no reference; give a {nameof(ReferenceAnswerContext)}." : null;

    private protected override (double? Value, string Reason) Read(JsonElement answer, JudgedItem item)
    {
        int count(string name) => JudgeQuestion.List(answer, name).Length;
        (int both, int onlyAnswer, int onlyReference) = (count("both"), count("onlyAnswer"), count("onlyReference"));
        int all = both + onlyAnswer + onlyReference;
        return (
            all == 0 ? null : both / (both + ((onlyAnswer + onlyReference) / 2.0)),
            string.Create(CultureInfo.InvariantCulture, $"{both} statements are right, {onlyAnswer} are not in the reference, {onlyReference} are missing."));
    }
}
