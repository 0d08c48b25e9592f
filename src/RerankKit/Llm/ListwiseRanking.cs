namespace RerankKit;

/// <summary>The sliding window over one list. One window after the other, because the best of one are in the next.</summary>
internal sealed class ListwiseRanking(ListwiseChatMethod method, ChatRun run)
{
    // One passage that silences a window of 20 takes three splits to be alone with a neighbour.
    private const int MostSplits = 8;
    private const int LeastSplit = 4;
    private readonly int[] _order = [.. Enumerable.Range(0, run.Count)]; // first-stage ranks in the order of the moment
    private readonly bool[] _seen = new bool[run.Count]; // by first-stage rank: in a window that was answered
    private readonly bool[] _named = new bool[run.Count]; // by first-stage rank: named in an answer
    private int _splits;

    public async Task<RerankResult[]> RankAsync()
    {
        // Nothing is known of the model's pace: the head first, so that a call that is cut short has ranked it.
        int head = Math.Min(method.WindowSize, run.Count);
        if (run.Asker.HasUnknownPace && (!await RankWindowAsync(0, head, isPart: false).ConfigureAwait(false) || head == run.Count))
        {
            return Finish();
        }

        int depth = Depth();
        if (depth < run.Count)
        {
            run.Asker.CutShort();
        }

        for (int pass = 0; pass < method.Passes; pass++)
        {
            int[] before = [.. _order];
            foreach ((int start, int end) in SlidingWindows.Of(depth, method.WindowSize, method.Step))
            {
                if (!await RankWindowAsync(start, end, isPart: false).ConfigureAwait(false))
                {
                    return Finish();
                }
            }

            if (_order.AsSpan().SequenceEqual(before))
            {
                break;
            }
        }

        return Finish();
    }

    // False when asking has stopped.
    private async Task<bool> RankWindowAsync(int start, int end, bool isPart)
    {
        int[] window = _order[start..end];
        if (window.Length < 2)
        {
            return true;
        }

        var question = new RankingQuestion(method, run, window);
        bool asked = await run.Asker.AskAsync(question).ConfigureAwait(false);
        if (!question.HasAnswer)
        {
            return asked && await RankSilencedAsync(start, end, question.IsUnusable, isPart).ConfigureAwait(false);
        }

        for (int i = 0; i < window.Length; i++)
        {
            int rank = window[question.Order[i]];
            _order[start + i] = rank;
            _seen[rank] = true;
            _named[rank] |= i < question.Named;
        }

        return asked;
    }

    // One passage can make a model say nothing of use: its window is asked about in halves, so that the passage silences its neighbours at most. They stay where they are.
    private async Task<bool> RankSilencedAsync(int start, int end, bool isUnusable, bool isPart)
    {
        if (isUnusable && end - start >= LeastSplit && _splits < MostSplits)
        {
            _splits++;
            int middle = start + ((end - start) / 2);
            return await RankWindowAsync(start, middle, isPart: true).ConfigureAwait(false)
                && await RankWindowAsync(middle, end, isPart: true).ConfigureAwait(false);
        }

        if (isUnusable && isPart)
        {
            for (int i = start; i < end; i++)
            {
                _seen[_order[i]] = true;
            }
        }

        return true;
    }

    // With a time budget only as much of the list as there is time for: a pass that ends before the head is worth nothing.
    private int Depth()
    {
        if (run.Asker.QuestionsInTime is not double windows)
        {
            return run.Count;
        }

        return windows >= SlidingWindows.CountOf(run.Count, method.WindowSize, method.Step)
            ? run.Count
            : Math.Min(run.Count, SlidingWindows.DepthOf(Math.Max(1, (int)windows), method.WindowSize, method.Step));
    }

    // Behind the last one that an answer named, the first stage's order stands. Behind the first one that no answer saw, nothing is known.
    private RerankResult[] Finish()
    {
        int firstUnseen = Array.FindIndex(_order, rank => !_seen[rank]);
        int known = firstUnseen < 0 ? run.Count : firstUnseen;
        int[] judged = _order[..known];
        int lastNamed = Array.FindLastIndex(judged, rank => _named[rank]);
        return lastNamed < 0
            ? []
            : run.ByRank(judged[..(lastNamed + 1)], rank => judged.Contains(rank) ? RerankPlacement.Unscored : run.PlacementOfUnknown);
    }
}
