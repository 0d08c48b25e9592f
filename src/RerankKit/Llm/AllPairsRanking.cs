namespace RerankKit;

/// <summary>Compares every pair, and orders by the share of wins.</summary>
internal sealed class AllPairsRanking(ChatRun run, PairComparisons comparisons)
{
    private readonly Lock _lock = new();
    private readonly double[] _wins = new double[run.Count];
    private readonly int[] _compared = new int[run.Count];

    public async Task<RerankResult[]> RankAsync()
    {
        await Parallel.ForEachAsync(
            Pairs(),
            new ParallelOptions { MaxDegreeOfParallelism = run.Asker.Gate.MaxConcurrency, CancellationToken = run.Asker.CancellationToken },
            async (pair, _) => Add(pair, await comparisons.CompareAsync(pair.Low, pair.High).ConfigureAwait(false))).ConfigureAwait(false);
        if (run.Asker.Tally.Answered == 0)
        {
            return [];
        }

        // A stable sort: of equal shares the first stage's better one stands first.
        int[] settled = [.. Enumerable.Range(0, run.Count).Where(rank => _compared[rank] > 0).OrderByDescending(Share)];
        RerankResult[] results = run.ByRank(settled, _ => run.PlacementOfUnknown);
        for (int i = 0; i < settled.Length; i++)
        {
            results[i] = results[i] with { RawScore = Share(settled[i]) };
        }

        return results;
    }

    private double Share(int rank) => _wins[rank] / _compared[rank];

    // The head's pairs first: when time runs out, the best of the first stage have met each other.
    private IEnumerable<(int Low, int High)> Pairs()
    {
        for (int high = 1; high < run.Count; high++)
        {
            for (int low = 0; low < high; low++)
            {
                yield return (low, high);
            }
        }
    }

    private void Add((int Low, int High) pair, double? share)
    {
        if (share is not double win)
        {
            return;
        }

        lock (_lock)
        {
            _wins[pair.Low] += win;
            _wins[pair.High] += 1 - win;
            _compared[pair.Low]++;
            _compared[pair.High]++;
        }
    }
}
