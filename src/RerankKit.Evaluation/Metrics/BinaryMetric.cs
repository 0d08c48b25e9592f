using System.Globalization;

namespace RerankKit.Evaluation;

/// <summary>A metric that knows relevant and not relevant, and may look at the first ranks only.</summary>
internal abstract class BinaryMetric(string name, int? cutoff, int? relevanceLevel) : RankingMetric(MetricName.Compose(name, cutoff, relevanceLevel))
{
    protected int Cutoff { get; } = cutoff ?? int.MaxValue;

    internal sealed override string TrecEvalName => relevanceLevel is null ? NameInTrecEval(cutoff) : Name;

    protected abstract string NameInTrecEval(int? cutoff);

    protected static string WithCutoff(string name, int? cutoff) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}_{cutoff}");

    protected int LevelFor(JudgedRanking ranking) => relevanceLevel ?? ranking.RelevanceLevel;

    protected ReadOnlySpan<int> Top(JudgedRanking ranking) => ranking.Grades[..Math.Min(Cutoff, ranking.Grades.Length)];
}
