namespace RerankKit;

/// <summary>Which candidates won against which, by first-stage rank: what is known of the order when asking stops before a sort is done. Thread-safe.</summary>
internal sealed class KnownChoices(int count)
{
    private readonly Lock _lock = new();
    private readonly SortedSet<int>?[] _winners = new SortedSet<int>?[count]; // by first-stage rank; null: in no answered choice

    /// <summary>Takes a choice: the best of some members.</summary>
    public void Add(int[] members, int best)
    {
        lock (_lock)
        {
            foreach (int member in members)
            {
                (_winners[member] ??= []).Add(best);
            }
        }
    }

    /// <summary>The first stage's order down to the first candidate that no choice saw, each after those that won against it.</summary>
    /// <param name="placed">Those that have their places; they are left out.</param>
    /// <param name="most">How many at most.</param>
    public List<int> Order(IReadOnlyCollection<int> placed, int most)
    {
        var order = new List<int>();
        HashSet<int> done = [.. placed];
        for (int rank = 0; rank < count && _winners[rank] is not null && order.Count < most; rank++)
        {
            Place(rank, done, order);
        }

        return order.Count > most ? order[..most] : order;
    }

    // A model that contradicts itself makes circles: whoever was reached first is placed last.
    private void Place(int rank, HashSet<int> done, List<int> order)
    {
        if (!done.Add(rank))
        {
            return;
        }

        foreach (int winner in _winners[rank]!)
        {
            Place(winner, done, order);
        }

        order.Add(rank);
    }
}
