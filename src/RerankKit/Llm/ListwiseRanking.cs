namespace RerankKit;

/// <summary>The sliding window over one list. One window after the other, because the best of one are in the next.</summary>
internal sealed class ListwiseRanking
{
    // One passage that silences a window of 20 takes three splits to be alone with a neighbour.
    private const int MostSplits = 8;
    private const int LeastSplit = 4;
    private readonly ListwiseChatMethod _method;
    private readonly ChatRun _run;
    private readonly int[] _order; // first-stage ranks in the order of the moment
    private readonly bool[] _seen; // by first-stage rank: in a window that was answered
    private readonly bool[] _named; // by first-stage rank: named in an answer
    private int _splits;

    public ListwiseRanking(ListwiseChatMethod method, ChatRun run)
    {
        _method = method;
        _run = run;
        _order = [.. Enumerable.Range(0, run.Count)];
        _seen = new bool[run.Count];
        _named = new bool[run.Count];
    }

    public async Task<RerankResult[]> RankAsync()
    {
        // Nothing is known of the model's pace: the head first, so that a call that is cut short has ranked it.
        int head = Math.Min(_method.WindowSize, _run.Count);
        if (_run.Asker.HasUnknownPace && (!await RankWindowAsync(0, head, isPart: false).ConfigureAwait(false) || head == _run.Count))
        {
            return Finish();
        }

        int depth = Depth();
        if (depth < _run.Count)
        {
            _run.Asker.CutShort();
        }

        for (int pass = 0; pass < _method.Passes; pass++)
        {
            int[] before = [.. _order];
            foreach ((int start, int end) in SlidingWindows.Of(depth, _method.WindowSize, _method.Step))
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

        var question = new RankingQuestion(_method, _run, window);
        bool asked = await _run.Asker.AskAsync(question).ConfigureAwait(false);
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
        if (_run.Asker.QuestionsInTime is not double windows)
        {
            return _run.Count;
        }

        return windows >= SlidingWindows.CountOf(_run.Count, _method.WindowSize, _method.Step)
            ? _run.Count
            : Math.Min(_run.Count, SlidingWindows.DepthOf(Math.Max(1, (int)windows), _method.WindowSize, _method.Step));
    }

    // Behind the last one that an answer named, the first stage's order stands. Behind the first one that no answer saw, nothing is known.
    private RerankResult[] Finish()
    {
        int firstUnseen = Array.FindIndex(_order, rank => !_seen[rank]);
        int known = firstUnseen < 0 ? _run.Count : firstUnseen;
        int[] judged = _order[..known];
        int lastNamed = Array.FindLastIndex(judged, rank => _named[rank]);
        return lastNamed < 0
            ? []
            : _run.ByRank(judged[..(lastNamed + 1)], rank => judged.Contains(rank) ? RerankPlacement.Unscored : _run.PlacementOfUnknown);
    }
}
