using System.Collections.ObjectModel;

namespace RerankKit.Evaluation;

/// <summary>The judgements of one query, and what every metric asks of them.</summary>
internal sealed class QueryJudgements
{
    private int[]? _sortedGrades;

    public QueryJudgements() => View = new(Grades);

    public Dictionary<string, int> Grades { get; } = new(StringComparer.Ordinal);

    /// <summary>What callers get to see.</summary>
    public ReadOnlyDictionary<string, int> View { get; }

    /// <summary>The grades that are not negative, highest first; sorted once per query however many runs are evaluated.</summary>
    public int[] SortedGrades => _sortedGrades ??= Sort(Grades);

    public static int[] Sort(IReadOnlyDictionary<string, int> grades) => [.. grades.Values.Where(grade => grade >= 0).OrderDescending()];

    public void ForgetSorted() => _sortedGrades = null;
}
