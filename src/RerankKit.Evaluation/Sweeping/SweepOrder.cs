using System.Text;

namespace RerankKit.Evaluation;

/// <summary>Other orders of a list, and how alike the rankings of two of them are.</summary>
internal static class SweepOrder
{
    private const int Top = 5;

    /// <summary>A list in another order; shuffled lists are shuffled alike everywhere.</summary>
    public static string[] Of(string[] documents, string variant)
    {
        string[] others = [.. documents];
        if (variant == "reversed")
        {
            Array.Reverse(others);
        }
        else if (variant == "shuffled")
        {
            new SplitMix64(BitConverter.ToUInt64(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', documents))))).Shuffle(others);
        }

        return others;
    }

    /// <summary>Kendall's tau-b of the scores, and the share of the first five places that both give to the same documents; equal scores stand as the documents do.</summary>
    public static SweepLine Compare(string[] documents, double?[] before, double?[] after)
    {
        int[] both = [.. Enumerable.Range(0, documents.Length).Where(i => before[i] is not null && after[i] is not null)];
        int top = Math.Min(Top, both.Length);
        return new()
        {
            Type = SweepLine.StabilityType,
            Tau = RankSimilarity.KendallTau([.. both.Select(i => before[i]!.Value)], [.. both.Select(i => after[i]!.Value)]),
            Overlap5 = top == 0 ? null : (double)Best(both, before, top).Intersect(Best(both, after, top)).Count() / top,
        };
    }

    private static IEnumerable<int> Best(int[] documents, double?[] scores, int count) => documents.OrderByDescending(i => scores[i]!.Value).Take(count);
}
