using System.Globalization;
using System.Text.Json;

namespace RerankKit.Answers;

/// <summary>Context precision: the mean of precision at the places of useful passages, Σ P@k·v(k) / Σ v(k). Useful passages at the top make it 1.</summary>
/// <remarks>As RAGAS defines it. A passage is useful when it helps to arrive at the reference, or at the answer where there is no reference; 0 when none is.</remarks>
public sealed class ContextPrecisionEvaluator : JudgedEvaluator
{
    /// <summary>The name of the metric.</summary>
    public const string Name = "Context precision";

    /// <summary>Makes the evaluator.</summary>
    public ContextPrecisionEvaluator()
        : base(Name)
    {
    }

    private protected override JudgeQuestion Ask(JudgedItem item) => JudgeQuestion.Usefulness(item.Question, item.Reference ?? item.Answer, item.Passages!);

    private protected override string? Missing(JudgedItem item) => item.Passages is null ? $"There are no passages; give a {nameof(RetrievedPassagesContext)}." : null;

    private protected override (double? Value, string Reason)? Known(JudgedItem item) => item.Passages!.Count == 0 ? (0, "There is no passage.") : null;

    private protected override (double? Value, string Reason) Read(JsonElement answer, JudgedItem item)
    {
        bool[] useful = [.. JudgeQuestion.List(answer, "useful").Select(JudgeQuestion.Truth)];
        if (useful.Length != item.Passages!.Count)
        {
            throw new FormatException($"it judges {useful.Length} of {item.Passages.Count} passages.");
        }

        int found = 0;
        double sum = 0;
        for (int place = 0; place < useful.Length; place++)
        {
            if (useful[place])
            {
                found++;
                sum += (double)found / (place + 1);
            }
        }

        return (found == 0 ? 0 : sum / found, string.Create(CultureInfo.InvariantCulture, $"{found} of {useful.Length} passages are useful."));
    }
}
