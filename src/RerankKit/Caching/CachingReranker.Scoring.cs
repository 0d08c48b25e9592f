namespace RerankKit;

// The work that identical calls share: look once more, ask the distributed cache, call inward, store.
public sealed partial class CachingReranker
{
    private async Task<ScoredBatch> ScoreAsync(MissBatch batch, CancellationToken cancellationToken)
    {
        var timer = StageTimer.Start(_timeProvider);
        var outcomes = new CacheEntry[batch.Keys.Length];
        StoreRead? read = null;
        if (!batch.IsForced)
        {
            Recall(batch, outcomes);
            read = await ReadDistributedAsync(batch, outcomes, cancellationToken).ConfigureAwait(false);
            if (batch.Call.IsList && !IsWholeList(outcomes))
            {
                outcomes.AsSpan().Clear();
                read = read is null ? null : read.Value with { Found = 0 };
            }
        }

        int[] missing = PositionsOfMissing(outcomes);
        if (missing.Length == 0)
        {
            return new(outcomes, null) { FromDistributed = read?.Found ?? 0, StoreTrouble = read?.Trouble, OwnTime = timer.Elapsed };
        }

        // Each text once.
        ILookup<Hash128, int> positions = missing.ToLookup(position => batch.Keys[position]);
        int[][] sent = [.. positions.Select(equal => equal.ToArray())];
        RerankCandidate[] candidates = [.. sent.Select(equal => batch.Candidates[equal[0]])];
        foreach (int position in missing)
        {
            outcomes[position] = new(RerankResult.Unscored(0, RerankPlacement.Unscored), default, 0, 0);
        }

        timer.Pause();
        RerankResponse response = batch.Budget.IsSpent
            ? SpentOnReading(candidates)
            : await InnerReranker
                .RerankAsync(batch.Query, candidates, read is null ? batch.Options : batch.Budget.HandOn(batch.Options), cancellationToken)
                .ConfigureAwait(false);
        timer.Resume();
        for (int rank = 0; rank < response.Results.Count; rank++)
        {
            RerankResult result = response.Results[rank];
            var entry = new CacheEntry(result with { Index = batch.Call.IsList ? rank : 0 }, response.ScoreKind, 0, 0)
            {
                QueryTruncation = response.QueryTruncation,
            };
            foreach (int position in sent[result.Index])
            {
                outcomes[position] = entry;
            }
        }

        string? notStored = CacheAdmission.ReasonNotToStore(batch.Call, response, candidates.Length);
        if (notStored is null)
        {
            await StoreAsync(batch, outcomes, missing, cancellationToken).ConfigureAwait(false);
        }

        return new(outcomes, response)
        {
            FromDistributed = read?.Found ?? 0,
            StoreTrouble = read?.Trouble,
            Sent = sent.Length,
            NotStored = notStored,
            OwnTime = timer.Elapsed,
        };
    }

    // A call that ended just before this one began may have stored what this one missed.
    private void Recall(MissBatch batch, CacheEntry[] outcomes)
    {
        long now = Now;
        for (int i = 0; i < outcomes.Length; i++)
        {
            _memory.TryGet(batch.PlaceOf(i), batch.Stamps[i], now, out outcomes[i]);
        }
    }

    // The answer of nobody: the time that was to be left for scoring went by before the call could be made.
    private static RerankResponse SpentOnReading(RerankCandidate[] candidates) =>
        FirstStageResponse.Create(candidates, RerankPlacement.OverBudget, topN: null, new("time-budget", "spent")
        {
            CandidatesIn = candidates.Length,
            Reason = Invariant($"no time for {candidates.Length} of {candidates.Length} after the look into the cache"),
        });

    // Null where there is nothing to ask, or nothing to ask for.
    private async Task<StoreRead?> ReadDistributedAsync(MissBatch batch, CacheEntry[] outcomes, CancellationToken cancellationToken)
    {
        int[] wanted = PositionsOfMissing(outcomes);
        if (_distributed is null || wanted.Length == 0)
        {
            return null;
        }

        StoreRead read = await _distributed.ReadAsync(batch, outcomes, cancellationToken).ConfigureAwait(false);
        long now = Now;
        foreach (int i in wanted)
        {
            if (!outcomes[i].IsMissing)
            {
                long expiresAt = Math.Min(outcomes[i].ExpiresAt, now + MemoryTimeToLive.Ticks);
                _memory.Set(batch.PlaceOf(i), outcomes[i] with { ExpiresAt = expiresAt }, now, batch.Epoch);
            }
        }

        BoundGenerations(now);
        return read;
    }

    private async Task StoreAsync(MissBatch batch, CacheEntry[] outcomes, int[] scored, CancellationToken cancellationToken)
    {
        long now = Now;
        var stored = new CacheEntry[outcomes.Length];
        foreach (int i in scored)
        {
            RerankResult result = outcomes[i].Result;

            // A candidate that was invalidated meanwhile may have a newer score by now, which this one must not replace.
            bool isCurrent = batch.Stamps[i] == _generations.StampOf(batch.Call.ScopeTag, batch.Candidates[i].Id, now);
            if (isCurrent && ((result.IsScored && !result.IsPartial) || batch.Call.IsList))
            {
                result = result.IsScored ? result with { Placement = RerankPlacement.Cached } : result;
                stored[i] = outcomes[i] with { Result = result, Stamp = batch.Stamps[i], ExpiresAt = now + _options.TimeToLive.Ticks };
                _memory.Set(batch.PlaceOf(i), stored[i] with { ExpiresAt = now + MemoryTimeToLive.Ticks }, now, batch.Epoch);
            }
        }

        if (_distributed is not null)
        {
            Task write = _distributed.WriteAsync(batch, stored);
            if (_options.WaitForDistributedWrites)
            {
                await WaitAsync(write, batch.Budget, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Beyond the call's time the write goes on by itself.
    private async Task WaitAsync(Task write, CallBudget budget, CancellationToken cancellationToken)
    {
        if (budget.Left is not TimeSpan left || left >= _options.DistributedTimeout)
        {
            await write.ConfigureAwait(false);
            return;
        }

        try
        {
            await write.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The scores are in memory, and will be in the cache.
        }
    }

    private TimeSpan MemoryTimeToLive =>
        _options.MemoryTimeToLive < _options.TimeToLive ? _options.MemoryTimeToLive.Value : _options.TimeToLive;

    private static bool IsWholeList(CacheEntry[] outcomes)
    {
        var pairs = new CachedPair[outcomes.Length];
        for (int i = 0; i < pairs.Length; i++)
        {
            if (outcomes[i].IsMissing)
            {
                return false;
            }

            pairs[i].Entry = outcomes[i];
        }

        return CachedRanking.TryGetKind(pairs, out _) && CachedRanking.ByRank(pairs, null) is not null;
    }

    private static int[] PositionsOfMissing(CacheEntry[] outcomes) => [.. Enumerable.Range(0, outcomes.Length).Where(i => outcomes[i].IsMissing)];
}
