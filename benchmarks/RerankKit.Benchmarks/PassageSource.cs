using System.Text;

namespace RerankKit.Benchmarks;

/// <summary>Seeded passages of English-like words whose frequencies fall off as Zipf's law says.</summary>
internal static class PassageSource
{
    private static readonly string[] Vocabulary = MakeVocabulary();

    public const string Query = "how do I rotate the signing key of a webhook endpoint";

    /// <summary>Candidates in first-stage order, with falling scores and ids.</summary>
    public static RerankCandidate[] Candidates(int count, int words = 120, int seed = 42)
    {
        var random = new Random(seed);
        var candidates = new RerankCandidate[count];
        for (int i = 0; i < count; i++)
        {
            candidates[i] = new(Passage(random, words)) { Id = $"doc-{i}", Score = 30.0 - (20.0 * i / count) };
        }

        return candidates;
    }

    private static string Passage(Random random, int words)
    {
        var text = new StringBuilder();
        for (int i = 0; i < words; i++)
        {
            // Log-uniform ranks give word frequencies proportional to 1 / rank.
            int rank = (int)Math.Exp(random.NextDouble() * Math.Log(Vocabulary.Length)) - 1;
            text.Append(i == 0 ? "" : i % 17 == 0 ? ". " : " ").Append(Vocabulary[rank]);
        }

        return text.Append('.').ToString();
    }

    private static string[] MakeVocabulary()
    {
        string[] syllables = ["ka", "ro", "ten", "li", "mor", "sa", "vi", "per", "du", "ing", "ter", "al", "con", "es", "no", "ble"];
        var random = new Random(7);
        HashSet<string> words = [.. Query.Split(' ')];
        while (words.Count < 20_000)
        {
            words.Add(string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => syllables[random.Next(syllables.Length)])));
        }

        return [.. words];
    }
}
