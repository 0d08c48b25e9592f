using System.Buffers;

namespace RerankKit.Evaluation;

/// <summary>Puts a query's documents into the order in which they are evaluated.</summary>
internal static class RunOrder
{
    /// <summary>Writes to <paramref name="order"/> the positions of the documents, best first.</summary>
    /// <param name="documents">The documents in run order.</param>
    /// <param name="grades">The grade of each, unjudged as 0 or less; empty unless the rule is a bound.</param>
    /// <param name="ties">The rule for equal scores.</param>
    /// <param name="precision">The precision of the comparison.</param>
    /// <param name="order">As long as <paramref name="documents"/>.</param>
    public static void Sort(ScoredDocument[] documents, int[] grades, TieRule ties, ScorePrecision precision, Span<int> order)
    {
        double[] buffer = ArrayPool<double>.Shared.Rent(documents.Length);
        Span<double> keys = buffer.AsSpan(0, documents.Length);
        bool isSorted = true;
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = -Round(documents[i].Score, precision);
            order[i] = i;
            isSorted &= i == 0 || keys[i] >= keys[i - 1];
        }

        if (!isSorted)
        {
            keys.Sort(order);
        }

        var comparer = new TieComparer(documents, grades, ties);
        for (int start = 0; start < keys.Length;)
        {
            int end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                order[start..end].Sort(comparer);
            }

            start = end;
        }

        ArrayPool<double>.Shared.Return(buffer);
    }

    private static double Round(double score, ScorePrecision precision) => precision == ScorePrecision.Bits32 ? (float)score : score;

    private readonly struct TieComparer(ScoredDocument[] documents, int[] grades, TieRule ties) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            int byGrade = ties switch
            {
                TieRule.Pessimistic => Math.Max(grades[x], 0).CompareTo(Math.Max(grades[y], 0)),
                TieRule.Optimistic => Math.Max(grades[y], 0).CompareTo(Math.Max(grades[x], 0)),
                _ => 0,
            };
            return byGrade != 0
                ? byGrade
                : ties switch
                {
                    TieRule.InputOrder => x.CompareTo(y),
                    TieRule.DocumentIdAscending => Utf8Order.Compare(documents[x].Id, documents[y].Id),
                    _ => Utf8Order.Compare(documents[y].Id, documents[x].Id),
                };
        }
    }
}
