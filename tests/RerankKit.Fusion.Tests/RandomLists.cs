using FsCheck;
using FsCheck.Fluent;

namespace RerankKit.Fusion.Tests;

/// <summary>Random ranked lists for properties: few keys, so that lists overlap and repeat; few scores, so that they tie.</summary>
internal static class RandomLists
{
    public static Gen<(string Key, double Score)[][]> Of(int minLists = 1, int maxLists = 5)
    {
        Gen<(string Key, double Score)> item =
            from key in Gen.Choose(0, 12)
            from score in Gen.Choose(-8, 8)
            select ($"d{key}", score / 4.0);
        return from count in Gen.Choose(minLists, maxLists)
               from lists in Gen.ArrayOf(Gen.Choose(0, 15).SelectMany(length => Gen.ArrayOf(item, length)), count)
               select lists;
    }

    public static Gen<double[]?> Weights(int count) =>
        Gen.OneOf(
            Gen.Constant<double[]?>(null),
            Gen.ArrayOf(Gen.Choose(0, 4), count).Where(weights => weights.Any(weight => weight > 0)).Select(double[]? (weights) => [.. weights.Select(weight => weight / 4.0)]));

    public static FusionList<string>[] Named(IEnumerable<(string Key, double Score)[]> lists) =>
        [.. lists.Select((list, i) => new FusionList<string>($"list {i}", list))];

    public static Dictionary<string, double> Scores(FusedRanking<string> ranking) => ranking.ToDictionary(item => item.Key, item => item.Score);

    public static string Describe(IEnumerable<(string Key, double Score)[]> lists) =>
        string.Join(" | ", lists.Select(list => string.Join(' ', list.Select(item => FormattableString.Invariant($"{item.Key}:{item.Score}")))));

    /// <summary>Fails with the lists when the two differ.</summary>
    public static void AssertSame(Dictionary<string, double> actual, Dictionary<string, double> expected, string what, double tolerance = 1e-10)
    {
        if (!actual.Keys.ToHashSet().SetEquals(expected.Keys))
        {
            throw new InvalidOperationException($"{what}: keys {string.Join(' ', actual.Keys)} instead of {string.Join(' ', expected.Keys)}");
        }

        foreach ((string key, double value) in expected)
        {
            if (Math.Abs(actual[key] - value) > tolerance * Math.Max(1, Math.Abs(value)))
            {
                throw new InvalidOperationException(FormattableString.Invariant($"{what}: {key} is {actual[key]} instead of {value}"));
            }
        }
    }
}
