namespace RerankKit;

/// <summary>Team-draft interleaving: two rankings in one list, so that clicks on it tell which of them users prefer.</summary>
/// <remarks>
/// Radlinski, Kurup and Joachims, "How does clickthrough data reflect retrieval quality?", CIKM 2008, algorithm 2. As two captains choose players: in
/// each round a coin says who chooses first, and each takes the best of its own ranking that is not in the list yet. A click counts for the team that
/// chose the item. No presentation favours either ranking, so that clicks at random are split evenly.
/// </remarks>
public static class TeamDraft
{
    /// <summary>Interleaves two rankings.</summary>
    /// <param name="a">One ranking, best first.</param>
    /// <param name="b">The other.</param>
    /// <param name="random">Tosses the coins.</param>
    /// <param name="count">How many places to fill; null for all items of both.</param>
    /// <param name="comparer">Tells which items are the same; null for the default.</param>
    /// <returns>The list, each item once, with the team that chose it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public static IReadOnlyList<TeamDraftItem<T>> Interleave<T>(
        IReadOnlyList<T> a, IReadOnlyList<T> b, Random random, int? count = null, IEqualityComparer<T>? comparer = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(count ?? 0, nameof(count));
        int places = count ?? int.MaxValue;
        var taken = new HashSet<T>(comparer);
        var list = new List<TeamDraftItem<T>>(Math.Min(places, a.Count + b.Count));
        (int ofA, int ofB) = (Next(a, 0, taken), Next(b, 0, taken));
        while (list.Count < places && (ofA < a.Count || ofB < b.Count))
        {
            bool isAFirst = random.Next(2) == 0;
            for (int turn = 0; turn < 2 && list.Count < places; turn++)
            {
                bool isA = isAFirst == (turn == 0);
                if (isA && ofA < a.Count)
                {
                    list.Add(new(a[ofA], Team.A));
                    taken.Add(a[ofA]);
                }
                else if (!isA && ofB < b.Count)
                {
                    list.Add(new(b[ofB], Team.B));
                    taken.Add(b[ofB]);
                }

                (ofA, ofB) = (Next(a, ofA, taken), Next(b, ofB, taken));
            }
        }

        return list;
    }

    private static int Next<T>(IReadOnlyList<T> ranking, int from, HashSet<T> taken)
    {
        while (from < ranking.Count && taken.Contains(ranking[from]))
        {
            from++;
        }

        return from;
    }
}
