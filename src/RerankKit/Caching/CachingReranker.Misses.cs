using System.Buffers;

namespace RerankKit;

// What happens to a call that memory cannot answer: the misses are scored, and merged with the hits.
public sealed partial class CachingReranker
{
    private async Task<RerankResponse> ScoreMissesAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CallKey call,
        CachedPair[] buffer,
        int epoch,
        StageTimer timer,
        CancellationToken cancellationToken)
    {
        CallBudget budget = CallBudget.Start(_timeProvider, options, InnerReranker.GetService<RerankerMetadata>());
        int count = candidates.Count;
        int[] slots = ArrayPool<int>.Shared.Rent(count);
        UsageDetails? usage = null;
        TimeSpan ownTime = TimeSpan.Zero;
        bool isForced = false;
        while (true)
        {
            MissBatch batch = MissBatch.Collect(query, candidates, isForced ? budget.HandOn(options) : options, call, budget, buffer.AsSpan(0, count), slots, epoch, isForced);
            timer.Pause();
            (ScoredBatch scored, bool isShared) = await _flights
                .RunAsync(batch.Identity(), token => ScoreAsync(batch, token), cancellationToken)
                .ConfigureAwait(false);
            timer.Resume();
            ownTime += isShared ? TimeSpan.Zero : scored.OwnTime;
            usage = AddUsage(usage, scored);
            Span<CachedPair> pairs = buffer.AsSpan(0, count);
            for (int i = 0; i < count; i++)
            {
                if (slots[i] >= 0)
                {
                    pairs[i].Entry = scored.Outcomes[slots[i]];
                }
            }

            // Cached scores of another kind than the new ones: one more call scores all, so that one kind is ranked.
            if (!CachedRanking.TryGetKind(pairs, out RerankScoreKind? kind) && !isForced)
            {
                isForced = true;
                if (!budget.IsSpent)
                {
                    continue;
                }

                kind = DropCached(pairs);
            }

            RerankStage stage = Describe(pairs, scored, isShared, isForced) with { Duration = timer.Elapsed + ownTime };
            RerankResponse response = Merge(call, candidates, pairs, options?.TopN, kind, scored, usage, isShared, stage);
            ArrayPool<int>.Shared.Return(slots);
            ArrayPool<CachedPair>.Shared.Return(buffer);
            return response;
        }
    }

    private static RerankResponse Merge(
        in CallKey call,
        IReadOnlyList<RerankCandidate> candidates,
        ReadOnlySpan<CachedPair> pairs,
        int? topN,
        RerankScoreKind? kind,
        ScoredBatch scored,
        UsageDetails? usage,
        bool isShared,
        RerankStage stage)
    {
        QueryTruncation? queryTruncation = CachedRanking.QueryTruncationOf(pairs);
        if (scored.Response is not RerankResponse inner)
        {
            IReadOnlyList<RerankResult> cached = call.IsList ? CachedRanking.ByRank(pairs, topN)! : CachedRanking.ByScore(pairs, candidates, topN);
            return new(cached) { ScoreKind = kind.GetValueOrDefault(), ModelId = call.ModelId, Stages = [stage], QueryTruncation = queryTruncation };
        }

        RerankResponse merged;
        if (scored.Sent == pairs.Length)
        {
            merged = inner.WithStage(topN < inner.Results.Count ? [.. inner.Results.Take(topN.Value)] : inner.Results, stage);
        }
        else if (kind is null)
        {
            // Nothing was reranked, and equal texts went inward as one: each is placed by its own first-stage score.
            RerankResponse firstStage = FirstStageResponse.Create(candidates, pairs[0].Entry.Result.Placement, topN, stage);
            merged = inner.WithStage(firstStage.Results, firstStage.ScoreKind, stage);
        }
        else
        {
            merged = inner.WithStage(CachedRanking.ByScore(pairs, candidates, topN), kind.Value, stage);
        }

        queryTruncation = QueryTruncation.Strictest(inner.QueryTruncation, queryTruncation);

        // What a shared answer cost is reported by one of the calls.
        int abandoned = isShared ? 0 : merged.AbandonedCalls;
        return ReferenceEquals(merged.Usage, usage) && ReferenceEquals(merged.QueryTruncation, queryTruncation) && merged.AbandonedCalls == abandoned
            ? merged
            : new(merged, merged.Results) { Usage = usage, QueryTruncation = queryTruncation, AbandonedCalls = abandoned };
    }

    private RerankStage Describe(ReadOnlySpan<CachedPair> pairs, ScoredBatch scored, bool isShared, bool isForced)
    {
        int hits = 0;
        int fresh = 0;
        foreach (ref readonly CachedPair pair in pairs)
        {
            hits += pair.Entry.IsMissing ? 0 : 1;
            fresh += pair.Entry.IsMissing && pair.Entry.Result.IsScored ? 1 : 0;
        }

        Interlocked.Add(ref _hits, hits);
        Interlocked.Add(ref _misses, pairs.Length - hits);
        Interlocked.Add(ref _distributedHits, isShared ? 0 : scored.FromDistributed);
        string? found = hits == 0 ? null : Invariant($"{hits} of {pairs.Length} hits");
        if (scored.FromDistributed > 0)
        {
            found += Invariant($", {scored.FromDistributed} from the distributed store");
        }

        string?[] reasons =
        [
            found,
            scored.StoreTrouble,
            isForced ? "cached scores were of another kind, all were scored again" : null,
            isShared && scored.Sent > 0 ? "scored for a concurrent call" : null,
            scored.NotStored,
        ];
        return new(StageName, hits == pairs.Length ? "hit" : hits > 0 ? "partial" : "miss")
        {
            CandidatesIn = pairs.Length,
            CandidatesScored = fresh,
            Reasons = [.. reasons.OfType<string>()],
        };
    }

    // There is no time to score them again: those of the other kind are as good as unknown.
    private static RerankScoreKind? DropCached(Span<CachedPair> pairs)
    {
        RerankScoreKind? kind = null;
        foreach (ref CachedPair pair in pairs)
        {
            if (pair.Entry.IsMissing)
            {
                kind ??= pair.Entry.Result.IsScored ? pair.Entry.Kind : null;
            }
            else
            {
                pair.Entry = new(RerankResult.Unscored(0, RerankPlacement.OverBudget), default, 0, 0);
            }
        }

        return kind;
    }

    private static UsageDetails? AddUsage(UsageDetails? usage, ScoredBatch scored) =>
        scored.Response?.Usage is UsageDetails added && scored.ClaimUsage() ? UsageSum.Of(usage, added) : usage;
}
