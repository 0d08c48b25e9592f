using System.Collections.Concurrent;

namespace RerankKit;

/// <summary>Compares pairs in both orders, and none twice. Thread-safe.</summary>
internal sealed class PairComparisons(PairwiseChatMethod method, ChatRun run)
{
    private readonly ConcurrentDictionary<(int Low, int High), double> _shares = new();

    /// <summary>The win of the one with the lower first-stage rank: 1, 0, or 0.5 where the answers differ or one cannot be read. Null when asking has stopped.</summary>
    public async Task<double?> CompareAsync(int low, int high)
    {
        if (_shares.TryGetValue((low, high), out double known))
        {
            return known;
        }

        var forward = new ChoiceQuestion(method, run, [low, high]);
        var backward = new ChoiceQuestion(method, run, [high, low]);
        bool[] asked = await Task.WhenAll(run.Asker.AskAsync(forward), run.Asker.AskAsync(backward)).ConfigureAwait(false);
        bool isWhole = forward.HasAnswer && backward.HasAnswer;
        if (!isWhole && !(asked[0] && asked[1]))
        {
            return null;
        }

        double share = isWhole && forward.Choice == backward.Choice ? (forward.Choice == low ? 1 : 0) : 0.5;
        _shares[(low, high)] = share;
        return share;
    }

    /// <summary>The best of a few; of two equal ones the first stage's better one. -1 when asking has stopped.</summary>
    public async Task<int> BestOfAsync(int[] members)
    {
        // The children against each other first: a pair of siblings is met again when their parent has moved down and another comes from above.
        int best = members[^1];
        for (int i = members.Length - 2; i >= 0; i--)
        {
            int other = members[i];
            int low = Math.Min(best, other);
            int high = Math.Max(best, other);
            double? share = await CompareAsync(low, high).ConfigureAwait(false);
            if (share is null)
            {
                return -1;
            }

            best = share >= 0.5 ? low : high;
        }

        return best;
    }
}
