namespace RerankKit;

/// <summary>Team-draft interleaving: two rankings in one list, so that clicks on it tell which of them users prefer.</summary>
/// <remarks>
/// Radlinski, Kurup and Joachims, "How does clickthrough data reflect retrieval quality?", CIKM 2008, algorithm 2. As two captains choose players: in
/// each round a coin says who chooses first, and each takes the best of its own ranking that is not in the list yet. A click counts for the ranking that
/// chose the item. Neither ranking is favoured by its places, so that clicks at random are split evenly.
/// </remarks>
public static class TeamDraft
{
    /// <summary>Interleaves two rankings.</summary>
    /// <typeparam name="T">What is ranked.</typeparam>
    /// <param name="first">One ranking, best first.</param>
    /// <param name="second">The other.</param>
    /// <param name="random">Tosses the coins.</param>
    /// <param name="count">How many places to fill; null for all items of both.</param>
    /// <param name="comparer">Tells which items are the same; null for the default.</param>
    /// <returns>The list, each item once, with the ranking that chose it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public static IReadOnlyList<TeamDraftItem<T>> Interleave<T>(
        IReadOnlyList<T> first, IReadOnlyList<T> second, Random random, int? count = null, IEqualityComparer<T>? comparer = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(count ?? 0, nameof(count));
        int places = count ?? int.MaxValue;
        var taken = new HashSet<T>(comparer);
        var list = new List<TeamDraftItem<T>>(Math.Min(places, Math.Max(first.Count, second.Count)));
        int[] next = [0, 0];
        while (list.Count < places && (next[0] < first.Count || next[1] < second.Count))
        {
            int starts = random.Next(2);
            Choose(starts);
            Choose(1 - starts);
        }

        return list;

        void Choose(int team)
        {
            IReadOnlyList<T> ranking = team == 0 ? first : second;
            ref int place = ref next[team];
            while (place < ranking.Count && taken.Contains(ranking[place]))
            {
                place++;
            }

            if (place < ranking.Count && list.Count < places)
            {
                taken.Add(ranking[place]);
                list.Add(new(ranking[place++], team == 1));
            }
        }
    }
}
