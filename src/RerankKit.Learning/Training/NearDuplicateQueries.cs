namespace RerankKit.Learning;

/// <summary>Finds queries that are nearly the same, which must not be divided between learning and judging.</summary>
internal static class NearDuplicateQueries
{
    /// <summary>Two queries are nearly the same when they share that much of their words and of their neighbouring pairs of words (Jaccard).</summary>
    private const double Likeness = 0.6;

    /// <summary>A group per query, from 0; nearly the same queries, and those alike to them, have one group.</summary>
    public static int[] Groups(IReadOnlyList<string> queries)
    {
        HashSet<string>[] shingles = [.. queries.Select(Shingles)];
        int[] parents = [.. Enumerable.Range(0, queries.Count)];
        var holders = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (int query = 0; query < shingles.Length; query++)
        {
            var shared = new Dictionary<int, int>();
            foreach (string shingle in shingles[query])
            {
                if (!holders.TryGetValue(shingle, out List<int>? others))
                {
                    holders.Add(shingle, others = []);
                }

                foreach (int other in others)
                {
                    shared[other] = shared.GetValueOrDefault(other) + 1;
                }

                others.Add(query);
            }

            foreach ((int other, int count) in shared)
            {
                if (count >= Likeness * (shingles[query].Count + shingles[other].Count - count))
                {
                    parents[Root(parents, query)] = Root(parents, other);
                }
            }
        }

        var numbers = new Dictionary<int, int>();
        return [.. Enumerable.Range(0, parents.Length).Select(query =>
        {
            int root = Root(parents, query);
            numbers.TryAdd(root, numbers.Count);
            return numbers[root];
        })];
    }

    private static int Root(int[] parents, int query)
    {
        while (parents[query] != query)
        {
            query = parents[query] = parents[parents[query]];
        }

        return query;
    }

    private static HashSet<string> Shingles(string text)
    {
        string[] words = WordEvidence.Words(text.Normalize(System.Text.NormalizationForm.FormKC));
        return words.Length == 0 ? [text] : [.. words, .. words.Zip(words.Skip(1), (one, next) => $"{one} {next}")];
    }
}
