using System.Buffers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RerankKit;

/// <summary>Remembers the scores of pairs, so that only pairs not seen before go inward, in one call.</summary>
/// <remarks>
/// <para>
/// A score is found again by scope, provider, address, model, revision, declared score kind, instruction, truncation, further options,
/// normalised query and the text's 128-bit hash; rerankers that read the whole list at once are cached by the whole list. The hash
/// (XXH3) is fast, not cryptographic: whoever writes the documents of a scope could craft two texts that share one score within that
/// scope. The scope is compared on its own, so no text reaches another scope's scores.
/// </para>
/// <para>
/// Stored are the reranker's own scores only: no failure, no cancelled call, no candidate left unscored, nothing in first-stage order,
/// no ranks and no blends of a pointwise reranker. Cached scores of one kind are never ranked with new ones of another: then all are
/// scored again.
/// </para>
/// <para>
/// Identical calls at the same time share one inner call, which ends early only when all of them are cancelled. Whatever decides by
/// the list as a whole (caps, gates, short circuits, fallbacks, blends, boosts) belongs outside the cache. Thread-safe.
/// </para>
/// </remarks>
public sealed partial class CachingReranker : DelegatingReranker, IRerankCache, IAsyncDisposable
{
    private const string StageName = "cache";
    private readonly RerankCacheOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly MemoryScoreStore _memory;
    private readonly IdGenerations _generations;
    private readonly DistributedScoreStore? _distributed;
    private readonly ScoreFlights _flights = new();

    /// <summary>Makes a cache.</summary>
    /// <param name="innerReranker">The reranker that scores.</param>
    /// <param name="options">What is kept, and for how long; null for the defaults. Later changes have no effect.</param>
    /// <param name="distributedCache">The cache behind this process's memory; null for none.</param>
    /// <param name="timeProvider">The clock by which scores expire; null for the system's.</param>
    /// <param name="loggerFactory">Where failures of the distributed cache are logged; null for nowhere.</param>
    /// <exception cref="ArgumentException">A <see cref="ConversationReranker"/> stands further in.</exception>
    public CachingReranker(
        IReranker innerReranker,
        RerankCacheOptions? options = null,
        IDistributedCache? distributedCache = null,
        TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null)
        : base(innerReranker)
    {
        if (innerReranker.GetService<ConversationReranker>() is not null)
        {
            throw new ArgumentException(
                "The cache stands around UseConversation, whose orders belong to one conversation and no other. Put UseConversation before UseCache.", nameof(innerReranker));
        }

        _options = (options ?? new()).Clone();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _memory = new(_options.MaxEntries);

        // Twice as long as a score lives: one that was computed before an invalidation may be stored a while after it.
        _generations = new(2 * _options.TimeToLive);
        if (distributedCache is not null)
        {
            ILogger logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<CachingReranker>();
            _distributed = new(distributedCache, _options, _generations, _timeProvider, logger);
        }
    }

    private long Now => _timeProvider.GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    protected override Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        var timer = StageTimer.Start(_timeProvider);
        string? noKey = CallKey.TryCreate(query, options, InnerReranker.GetService<RerankerMetadata>(), _options, out CallKey call);
        if (noKey is not null)
        {
            return BypassAsync(query, candidates, options, noKey, timer, cancellationToken);
        }

        int count = candidates.Count;
        CachedPair[] buffer = ArrayPool<CachedPair>.Shared.Rent(count);
        Span<CachedPair> pairs = buffer.AsSpan(0, count);
        int epoch = _memory.Epoch;
        if (Probe(call, candidates, pairs) && TryRank(call, candidates, pairs, options?.TopN, out RerankScoreKind? kind) is RerankResult[] results)
        {
            QueryTruncation? queryTruncation = CachedRanking.QueryTruncationOf(pairs);
            ArrayPool<CachedPair>.Shared.Return(buffer);
            Interlocked.Add(ref _hits, count);
            return Task.FromResult(new RerankResponse(results)
            {
                ScoreKind = kind.GetValueOrDefault(),
                ModelId = call.ModelId,
                QueryTruncation = queryTruncation,
                Stages = [new(StageName, "hit") { CandidatesIn = count, Duration = timer.Elapsed, Reason = queryTruncation?.ToString() }],
            });
        }

        return ScoreMissesAsync(query, candidates, options, call, buffer, epoch, timer, cancellationToken);
    }

    private static RerankResult[]? TryRank(
        in CallKey call, IReadOnlyList<RerankCandidate> candidates, ReadOnlySpan<CachedPair> pairs, int? topN, out RerankScoreKind? kind) =>
        !CachedRanking.TryGetKind(pairs, out kind) ? null
        : call.IsList ? CachedRanking.ByRank(pairs, topN)
        : CachedRanking.ByScore(pairs, candidates, topN);

    /// <summary>Makes the keys and looks for them in memory; true when all are there.</summary>
    private bool Probe(in CallKey call, IReadOnlyList<RerankCandidate> candidates, Span<CachedPair> pairs)
    {
        long now = Now;
        Hash128 prefix = call.Prefix;
        for (int i = 0; i < pairs.Length; i++)
        {
            RerankCandidate candidate = candidates[i];
            if (candidate.Text is null)
            {
                Throw.CandidateWithoutText(i);
            }

            ref CachedPair pair = ref pairs[i];
            pair.Key = Hash128.Of(candidate.Text);
            pair.Stamp = _generations.StampOf(call.ScopeTag, candidate.Id, now);
            if (call.IsList)
            {
                // The list's reranker may look at the first stage's order or scores, so they are part of what was asked.
                double? score = candidate.Score;
                prefix = prefix.Then(pair.Key).Then(score is null ? 0 : ~BitConverter.DoubleToInt64Bits(score.Value));
            }
        }

        bool found = true;
        for (int i = 0; i < pairs.Length; i++)
        {
            ref CachedPair pair = ref pairs[i];
            pair.Key = call.IsList ? prefix.Then(i) : prefix.Then(pair.Key);
            found &= _memory.TryGet(IdGenerations.PlaceOf(pair.Key, call.ScopeTag, pair.Stamp), pair.Stamp, now, out pair.Entry);
        }

        return found;
    }

    private async Task<RerankResponse> BypassAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, string reason, StageTimer timer, CancellationToken cancellationToken)
    {
        timer.Pause();
        RerankResponse response = await InnerReranker.RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false);
        timer.Resume();
        return response.WithStage(new(StageName, "bypassed")
        {
            CandidatesIn = candidates.Count,
            CandidatesScored = response.CountScored(),
            Duration = timer.Elapsed,
            Reason = reason,
        });
    }
}
