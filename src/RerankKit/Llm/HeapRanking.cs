namespace RerankKit;

/// <summary>Settles the top places by a heap, whose comparisons are questions.</summary>
/// <param name="run">The call.</param>
/// <param name="arity">Children per node.</param>
/// <param name="places">How many places are settled.</param>
/// <param name="questionsPerChoice">How many questions a choice takes at most.</param>
/// <param name="chooseBest">Chooses among first-stage ranks; -1 when asking has stopped.</param>
internal sealed class HeapRanking(ChatRun run, int arity, int places, int questionsPerChoice, Func<int[], Task<int>> chooseBest)
{
    // With less time than the whole takes, as much of the list as leaves time for so many places: without one nothing is gained.
    private const int LeastPlaces = 3;
    private readonly KnownChoices _known = new(run.Count);
    private int[] _heap = [];
    private int _size;
    private volatile bool _isStopped;

    public async Task<RerankResult[]> RankAsync()
    {
        // Nothing is known of the model's pace: the head first, so that a call that is cut short has ranked it.
        if (run.Asker.HasUnknownPace && run.Count > arity + 1)
        {
            await ChooseAsync([.. Enumerable.Range(0, arity + 1)]).ConfigureAwait(false);
        }

        _size = new HeapQuestions(arity, Math.Min(places, LeastPlaces), questionsPerChoice, run.Asker.Gate.MaxConcurrency).Depth(run.Count, run.Asker.QuestionsInTime);
        _heap = [.. Enumerable.Range(0, _size)];
        if (_size < run.Count)
        {
            run.Asker.CutShort();
        }

        int depth = _size;
        int wanted = Math.Min(places, depth);
        await BuildAsync().ConfigureAwait(false);
        var settled = new List<int>();
        while (!_isStopped && settled.Count < wanted)
        {
            settled.Add(_heap[0]);
            _heap[0] = _heap[--_size];
            if (settled.Count < wanted)
            {
                await SiftDownAsync(0).ConfigureAwait(false);
            }
        }

        if (run.Asker.Tally.Answered == 0)
        {
            return [];
        }

        // What was answered before the time was over counts, also where no place was settled yet.
        settled.AddRange(_known.Order(settled, wanted - settled.Count));
        return run.ByRank(settled, rank => _isStopped || rank >= depth ? run.PlacementOfUnknown : RerankPlacement.EarlierStage);
    }

    private async Task<int> ChooseAsync(int[] members)
    {
        int best = await chooseBest(members).ConfigureAwait(false);
        if (best < 0)
        {
            _isStopped = true;
        }
        else
        {
            _known.Add(members, best);
        }

        return best;
    }

    // The subtrees of one level have nothing in common, so they are sifted at the same time.
    private async Task BuildAsync()
    {
        int levelStart = 0;
        var levels = new Stack<(int Start, int End)>();
        while (levelStart < _size)
        {
            int next = (levelStart * arity) + 1;
            levels.Push((levelStart, Math.Min(next, _size)));
            levelStart = next;
        }

        while (levels.TryPop(out (int Start, int End) level) && !_isStopped)
        {
            var sifts = new List<Task>();
            for (int node = level.Start; node < level.End && (node * arity) + 1 < _size; node++)
            {
                sifts.Add(SiftDownAsync(node));
            }

            await Task.WhenAll(sifts).ConfigureAwait(false);
        }
    }

    // One question per level: the node and its children, the node first.
    private async Task SiftDownAsync(int node)
    {
        while (!_isStopped)
        {
            int firstChild = (node * arity) + 1;
            int children = Math.Min(arity, _size - firstChild);
            if (children <= 0)
            {
                return;
            }

            int[] members = [_heap[node], .. _heap[firstChild..(firstChild + children)]];
            int best = await ChooseAsync(members).ConfigureAwait(false);
            if (best < 0)
            {
                return;
            }

            int place = Array.IndexOf(members, best);
            if (place == 0)
            {
                return;
            }

            int child = firstChild + place - 1;
            (_heap[node], _heap[child]) = (_heap[child], _heap[node]);
            node = child;
        }
    }
}
