using System.Text;

namespace RerankKit.Benchmarks;

/// <summary>Made-up passages: 20,000 seeded words with Zipf's frequencies and the letters and lengths of a language.</summary>
internal static class ZipfPassages
{
    private const int VocabularySize = 20_000;

    public static RerankCandidate[] Create(string language, int count, int words, string query)
    {
        // The same seed for every count: the first hundred of a thousand passages are the hundred.
        var random = new Random(20260);
        string[] vocabulary = Vocabulary(language, random, query);
        double[] cumulative = Cumulative(vocabulary.Length);
        var candidates = new RerankCandidate[count];
        for (int i = 0; i < count; i++)
        {
            candidates[i] = new(Passage(language, words, vocabulary, cumulative, random)) { Id = $"{i}" };
        }

        return candidates;
    }

    private static string Passage(string language, int words, string[] vocabulary, double[] cumulative, Random random)
    {
        var text = new StringBuilder();
        for (int i = 0; i < words; i++)
        {
            int rank = Array.BinarySearch(cumulative, random.NextDouble());
            string word = vocabulary[Math.Min(rank < 0 ? ~rank : rank, vocabulary.Length - 1)];
            bool first = i % 17 == 0;
            text.Append(first ? char.ToUpperInvariant(word[0]) : word[0]).Append(word, 1, word.Length - 1);
            text.Append(i % 17 == 16 ? language == "chinese" ? "。" : ". " : language == "chinese" ? "" : i % 7 == 6 ? ", " : " ");
        }

        return text.ToString();
    }

    private static string[] Vocabulary(string language, Random random, string query)
    {
        string[] vocabulary = new string[VocabularySize];
        string[] known = query.Split(' ');
        for (int rank = 0; rank < vocabulary.Length; rank++)
        {
            // Frequent words are short: of 2 letters at rank 1, about 8 in the tail; 5 letters on average in running text.
            int length = Math.Max(1, (int)Math.Round(2 + (Math.Log2(rank + 1) * 0.45) + (random.NextDouble() * 3) - 1));
            vocabulary[rank] = rank % 9 == 4 && rank / 9 < known.Length ? known[rank / 9] : Word(language, length, random);
        }

        return vocabulary;
    }

    private static string Word(string language, int length, Random random)
    {
        var word = new StringBuilder();
        for (int i = 0; i < length; i++)
        {
            word.Append(language switch
            {
                "german" => random.Next(40) == 0 ? "äöüß"[random.Next(4)] : (char)('a' + random.Next(26)),
                "russian" => (char)('а' + random.Next(32)),
                "chinese" => (char)(0x4E00 + random.Next(3000)),
                _ => (char)('a' + random.Next(26)),
            });
        }

        return word.ToString();
    }

    private static double[] Cumulative(int count)
    {
        double[] sums = new double[count];
        double total = 0;
        for (int rank = 0; rank < count; rank++)
        {
            total += 1.0 / (rank + 1);
            sums[rank] = total;
        }

        return Array.ConvertAll(sums, sum => sum / total);
    }
}
