using System.Buffers;

namespace RerankKit;

/// <summary>Keeps the order of a conversation's turn for the turns that follow, where the first stage found the same candidates again.</summary>
/// <remarks>
/// <para>
/// A call is a turn when it has a <see cref="RerankOptions.ConversationId"/>; others pass through. The candidates are the same when their ids and texts are, in whatever order
/// they come and whatever the first stage scored them. Then the last ranking of the conversation is the answer (<see cref="RerankPlacement.Reused"/>, stage <c>conversation</c>
/// with the decision <c>reused</c>), without a call and without usage, up to <see cref="ConversationOptions.MaxTurns"/> times in a row and within
/// <see cref="ConversationOptions.TimeToLive"/>. A candidate more, fewer or changed, or options that change scores (model, instruction, truncation), and everything is reranked.
/// <see cref="RerankOptions.TopN"/> may differ: the whole ranking is made and remembered, and cut for each turn.
/// </para>
/// <para>
/// Scores of kept orders are those of the turn that was reranked, for its query. Only whole rankings are kept: nothing that a fallback answered, that the budget cut off or
/// that stands in first-stage order. Conversations are told apart by scope and id, which are compared as they are; texts are compared by their 128-bit hash (XXH3), which is fast
/// and not cryptographic. What was decided by the first stage's scores (caps, gates) belongs further in, the score cache too. Thread-safe.
/// </para>
/// </remarks>
public sealed class ConversationReranker : DelegatingReranker
{
    internal const string ReusedDecision = "reused";
    private const string StageName = "conversation";
    private readonly ConversationOptions _options;
    private readonly ConversationStore _store;
    private readonly TimeProvider _timeProvider;

    /// <summary>Makes a memory of conversations.</summary>
    /// <param name="innerReranker">The reranker that ranks.</param>
    /// <param name="options">When an order is kept; null for the defaults. Later changes have no effect.</param>
    /// <param name="timeProvider">The clock by which orders grow old; null for the system's.</param>
    public ConversationReranker(IReranker innerReranker, ConversationOptions? options = null, TimeProvider? timeProvider = null)
        : this(innerReranker, options ??= new(), new(options.MaxEntries), timeProvider ?? TimeProvider.System)
    {
    }

    internal ConversationReranker(IReranker innerReranker, ConversationOptions options, ConversationStore store, TimeProvider timeProvider)
        : base(innerReranker)
    {
        _options = options.Clone();
        _store = store;
        _timeProvider = timeProvider;
    }

    /// <summary>How many conversations are remembered.</summary>
    public int Count => _store.Count;

    /// <summary>Forgets a conversation, for example when it has ended.</summary>
    /// <param name="conversationId">Its id.</param>
    /// <param name="scope">The scope of its calls.</param>
    /// <returns>Whether it was remembered.</returns>
    public bool Forget(string conversationId, string? scope = null)
    {
        ArgumentNullException.ThrowIfNull(conversationId);
        return _store.Forget(new(scope, conversationId));
    }

    /// <inheritdoc/>
    protected override Task<RerankResponse> RerankCoreAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        if (options?.ConversationId is not string id)
        {
            return InnerReranker.RerankAsync(query, candidates, options, cancellationToken);
        }

        var timer = StageTimer.Start(_timeProvider);
        var key = new ConversationKey(options.Scope, id);
        Hash128 optionsDigest = default(Hash128).Then(options.ModelId);
        if (OptionsDigest.TryAdd(options, _options.AdditionalKey, ref optionsDigest) is string unknown)
        {
            return RankAsync(query, candidates, options, key, new(unknown, Digests: null), timer, cancellationToken);
        }

        int count = candidates.Count;
        Hash128[] digests = ArrayPool<Hash128>.Shared.Rent(count);
        CandidateSet.Digest(candidates, digests.AsSpan(0, count));
        ulong[]? words = _options.MinQueryOverlap is null ? null : QueryWords.Of(query);
        string why = "the first turn";
        if (_store.Find(key) is ConversationTurn last)
        {
            int[] buffer = ArrayPool<int>.Shared.Rent(count);
            Span<int> positions = buffer.AsSpan(0, count);
            string? whyNot = last.TryKeep(digests.AsSpan(0, count), positions, optionsDigest, _timeProvider.GetElapsedTime(last.MadeAt), words, _options);
            if (whyNot is null)
            {
                RerankResponse kept = last.Respond(positions, candidates, options.TopN, new(StageName, ReusedDecision) { CandidatesIn = count, Duration = timer.Elapsed });
                ArrayPool<int>.Shared.Return(buffer);
                ArrayPool<Hash128>.Shared.Return(digests);
                return Task.FromResult(kept);
            }

            ArrayPool<int>.Shared.Return(buffer);
            why = whyNot;
        }

        return RankAsync(query, candidates, options, key, new(why, digests) { Options = optionsDigest, Words = words }, timer, cancellationToken);
    }

    private async Task<RerankResponse> RankAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions options,
        ConversationKey key,
        TurnStart start,
        StageTimer timer,
        CancellationToken cancellationToken)
    {
        timer.Pause();
        RerankResponse response = await InnerReranker.RerankAsync(query, candidates, options.WithoutTopN(), cancellationToken).ConfigureAwait(false);
        timer.Resume();
        string? notKept = start.Digests is null ? null : Remember(key, response, candidates.Count, start);
        IReadOnlyList<RerankResult> results = options.TopN < response.Results.Count ? [.. response.Results.Take(options.TopN.Value)] : response.Results;
        return response.WithStage(results, new(StageName, "reranked")
        {
            CandidatesIn = candidates.Count,
            CandidatesScored = response.CountScored(),
            Duration = timer.Elapsed,
            Reasons = notKept is null ? [start.Why] : [start.Why, $"not remembered: {notKept}"],
        });
    }

    // Says why it did not.
    private string? Remember(in ConversationKey key, RerankResponse response, int count, in TurnStart start)
    {
        string? notKept = ConversationTurn.ReasonNotToKeep(response);
        if (notKept is null)
        {
            var turn = new ConversationTurn(start.Digests.AsSpan(0, count), response)
            {
                Options = start.Options,
                MadeAt = _timeProvider.GetTimestamp(),
                Words = start.Words,
            };
            notKept = _store.Set(key, turn) ? null : Invariant($"more candidates than MaxEntries ({_options.MaxEntries})");
        }
        else
        {
            _store.Forget(key);
        }

        ArrayPool<Hash128>.Shared.Return(start.Digests!);
        return notKept;
    }

    /// <summary>What is known of a turn before it is ranked.</summary>
    /// <param name="Why">Why it is.</param>
    /// <param name="Digests">Its candidates; rented. Null where the turn cannot be compared with others.</param>
    private readonly record struct TurnStart(string Why, Hash128[]? Digests)
    {
        public Hash128 Options { get; init; }

        public ulong[]? Words { get; init; }
    }
}
