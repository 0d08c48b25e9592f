namespace RerankKit.Answers;

/// <summary>Context precision: the mean of precision at the places of useful passages, Σ P@k·v(k) / Σ v(k). Useful passages at the top make it 1.</summary>
/// <remarks>
/// As RAGAS defines it. A passage is useful when it helps to arrive at the reference, or at the answer where there is no reference; the value is 0 when
/// none is. Needs a <see cref="RetrievedPassagesContext"/>.
/// </remarks>
public sealed class ContextPrecisionEvaluator : JudgedEvaluator
{
    /// <summary>The name of the metric.</summary>
    public const string MetricName = "Context precision";

    /// <summary>Makes the evaluator.</summary>
    public ContextPrecisionEvaluator()
        : base(MetricName)
    {
    }

    private protected override JudgeQuestion Ask(JudgedItem item) =>
        JudgeQuestion.Usefulness(item.Question, item.Reference?.Answer ?? item.Answer, item.Passages!.Passages);

    private protected override string? Missing(JudgedItem item) => MissingPassages(item);

    private protected override (double? Value, string Reason)? Known(JudgedItem item) => WithoutPassages(item);

    private protected override (double? Value, string Reason) Read(JsonElement answer, JudgedItem item)
    {
        bool[] useful = [.. JudgeAnswer.List(answer, "useful").Select(JudgeAnswer.Truth)];
        int passages = item.Passages!.Passages.Count;
        if (useful.Length != passages)
        {
            throw new FormatException(Invariant($"it judges {useful.Length} of {passages} passages."));
        }

        int found = 0;
        double sum = 0;
        for (int place = 1; place <= passages; place++)
        {
            if (useful[place - 1])
            {
                found++;
                sum += (double)found / place;
            }
        }

        return (found == 0 ? 0 : sum / found, Invariant($"{found} of {passages} passages are useful."));
    }
}
