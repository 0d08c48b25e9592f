using System.Globalization;
using RerankKit.Evaluation;

namespace RerankKit.Learning.Tests;

/// <summary>Made-up queries whose relevant candidates can be told by a field that neither the first stage nor the words know.</summary>
internal static class World
{
    private static readonly string[] Words =
        ["amber", "basil", "cedar", "delta", "ember", "fjord", "grove", "heron", "ivory", "joker", "krill", "lemon", "maple", "north", "ocean", "pearl", "quilt", "raven", "slate", "tulip"];

    /// <summary>Queries of two words out of a large vocabulary, so that no two are alike; ten candidates each.</summary>
    /// <param name="queries">How many.</param>
    /// <param name="signal">How far the field lifts what is relevant: 0 is noise.</param>
    public static (Qrels Qrels, LearningQuery[] Queries) Make(int queries, double signal)
    {
        var random = new Random(11);
        var qrels = new Qrels();
        var all = new LearningQuery[queries];
        for (int q = 0; q < queries; q++)
        {
            var candidates = new RerankCandidate[10];
            int relevant = random.Next(candidates.Length);
            for (int i = 0; i < candidates.Length; i++)
            {
                double value = random.NextDouble() + (i == relevant ? signal : 0);
                candidates[i] = new($"{Words[random.Next(Words.Length)]} {Words[random.Next(Words.Length)]} text {i}")
                {
                    Id = $"d{i}",
                    Score = candidates.Length - i,
                    Item = new Dictionary<string, string> { ["authority"] = value.ToString(CultureInfo.InvariantCulture) },
                };
                qrels.Add($"q{q}", $"d{i}", i == relevant ? 1 : 0);
            }

            all[q] = new($"q{q}", $"{Words[q % Words.Length]} number{q}", candidates);
        }

        return (qrels, all);
    }

    public static RankingLearning Learn(int queries = 60, double signal = 1, ulong seed = 42)
    {
        (Qrels qrels, LearningQuery[] all) = Make(queries, signal);
        return RankingLearner.Learn(qrels, all, new() { Fields = ["authority"], MaxTrees = 40, Bags = 1, Seed = seed });
    }
}
