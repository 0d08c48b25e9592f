namespace RerankKit;

/// <summary>Asks a language model to rank: any <see cref="IChatClient"/>, by any <see cref="ChatRerankMethod"/>.</summary>
/// <remarks>
/// <para>
/// Answers are untrusted: what they name wrongly, twice or not at all is repaired and counted (<see cref="ChatRerankReport"/>), what cannot be read is asked for again
/// and then counts as unanswered. Candidates that no answer placed stand behind the others in first-stage order; where the head of the list is unknown, all
/// stand in first-stage order as <see cref="RerankPlacement.FellBack"/>. Passages are marked off by tags that occur in none of them, and named by codes that occur in
/// none of them, so a text can neither close its own passage nor speak of a passage by name.
/// </para>
/// <para>
/// Keeps <see cref="RerankOptions.TimeBudget"/>: what is answered by then counts. A language model that sees several passages at once may be swayed by what they say, and
/// even at temperature 0 it may answer the same question differently. <see cref="RerankResponse.Usage"/> sums the tokens; its additional count
/// <c>chat_requests</c> is the number of requests. Thread-safe.
/// </para>
/// </remarks>
public sealed class ChatClientReranker : IReranker
{
    private readonly IChatClient _client;
    private readonly ChatClientRerankerOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly RerankerMetadata _metadata;
    private readonly ChatGate _gate;

    /// <summary>Makes a reranker of a chat client.</summary>
    /// <param name="chatClient">Who answers.</param>
    /// <param name="options">How it is asked; null for the defaults. Later changes have no effect.</param>
    /// <param name="timeProvider">Measures the stage and the time budget; null for the system's clock.</param>
    /// <exception cref="ArgumentException">The method's settings contradict each other.</exception>
    public ChatClientReranker(IChatClient chatClient, ChatClientRerankerOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(chatClient);
        _client = chatClient;
        _options = (options ?? new()).Clone();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _gate = new(_options.MaxConcurrency);
        var client = chatClient.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
        _metadata = new("chat-client")
        {
            ProviderUri = client?.ProviderUri,
            DefaultModelId = _options.ModelId ?? client?.DefaultModelId,
            Revision = ChatRevision.Of(_options, client),
            ScoreKind = _options.Method.ScoreKind,
            IsPointwise = _options.Method.IsPointwise,
            KeepsTimeBudget = true,
        };
    }

    /// <inheritdoc/>
    /// <exception cref="ChatRerankException">Nothing was answered that could be used; the inner exception is the client's failure.</exception>
    public Task<RerankResponse> RerankAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        if (RerankArguments.CheckSource(query, candidates, cancellationToken) is { } shortcut)
        {
            return shortcut;
        }

        return candidates.Count == 1 && !_options.Method.IsPointwise
            ? Task.FromResult(FirstStageResponse.Create(candidates, RerankPlacement.ShortCircuited, options?.TopN, new(_options.Method.Name, "short-circuited")
            {
                CandidatesIn = 1,
            }))
            : RankAsync(query, candidates, options, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => OwnServices.Find(serviceType, serviceKey, this, _metadata, _client);

    /// <summary>Disposes the chat client, unless <see cref="ChatClientRerankerOptions.LeaveOpen"/>.</summary>
    public void Dispose()
    {
        _gate.Dispose();
        if (!_options.LeaveOpen)
        {
            _client.Dispose();
        }
    }

    private async Task<RerankResponse> RankAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        var timer = StageTimer.Start(_timeProvider);
        using Deadline? deadline = options?.TimeBudget is TimeSpan budget ? new(_timeProvider, budget, cancellationToken) : null;
        var run = new ChatRun(query, candidates, options, _options, new(_client, _options, _gate, _timeProvider, deadline, options?.ModelId, cancellationToken));
        RerankResult[] results = await _options.Method.RankAsync(run).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return ChatOutcome.Respond(run, results, _metadata, timer.Elapsed);
    }
}
