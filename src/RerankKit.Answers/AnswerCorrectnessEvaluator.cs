namespace RerankKit.Answers;

/// <summary>Answer correctness: F1 over statements, TP / (TP + (FP + FN) / 2), against an answer that is known to be right.</summary>
/// <remarks>
/// TP are the statements that both make, FP those of the answer alone, FN those of the reference alone: RAGAS' factual correctness, which is its answer
/// correctness without the share of embedding similarity. Needs a <see cref="ReferenceAnswerContext"/>.
/// </remarks>
public sealed class AnswerCorrectnessEvaluator : JudgedEvaluator
{
    /// <summary>The name of the metric.</summary>
    public const string MetricName = "Answer correctness";

    /// <summary>Makes the evaluator.</summary>
    public AnswerCorrectnessEvaluator()
        : base(MetricName)
    {
    }

    private protected override JudgeQuestion Ask(JudgedItem item) => JudgeQuestion.Compare(item.Question, item.Answer, item.Reference!.Answer);

    private protected override string? Missing(JudgedItem item) => MissingReference(item);

    private protected override (double? Value, string Reason) Read(JsonElement answer, JudgedItem item)
    {
        int count(string name) => JudgeAnswer.List(answer, name).Count;
        (int both, int onlyAnswer, int onlyReference) = (count("both"), count("onlyAnswer"), count("onlyReference"));
        int all = both + onlyAnswer + onlyReference;
        return (
            all == 0 ? null : both / (both + ((onlyAnswer + onlyReference) / 2.0)),
            Invariant($"{both} of its statements are in the reference, {onlyAnswer} are not, {onlyReference} of the reference are missing."));
    }
}
