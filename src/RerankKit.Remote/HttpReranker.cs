using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RerankKit.Remote;

/// <summary>Reranks with a service over HTTP: Cohere, Text Embeddings Inference, Bedrock and whatever else the options describe.</summary>
/// <remarks>
/// Thread-safe. Scores are mapped back by the provider's index and sorted here. A candidate that the provider left out, or scored with something that
/// is no finite number, follows unscored in first-stage order; repeats and indices out of range are counted in the stage's reason. Lists longer than the
/// provider takes are split and merged by score, except for models that score a list as a whole. If one request of several fails, the call fails. When
/// <see cref="RerankOptions.TimeBudget"/> ends, the requests that were answered are the answer, and the other candidates follow as <see cref="RerankPlacement.OverBudget"/>.
/// </remarks>
public sealed class HttpReranker : IReranker
{
    private readonly RemoteRerankerOptions _options;
    private readonly ProviderDescription _provider;
    private readonly RemoteTransport _transport;
    private readonly TimeProvider _timeProvider;
    private readonly ServerLimits _limits;
    private readonly JsonObject _extraBody;
    private readonly RerankerMetadata _metadata;

    /// <summary>Makes a reranker.</summary>
    /// <param name="httpClient">
    /// Sends the requests; the caller keeps and disposes it. Its own timeout should be longer than <see cref="RemoteServiceOptions.Timeout"/>, and its handler
    /// should not follow redirects.
    /// </param>
    /// <param name="options">The provider and its settings. Copied.</param>
    /// <param name="timeProvider">Times requests and waits; null for the system's clock.</param>
    /// <param name="logger">Takes retries and failed limit look-ups; null for none.</param>
    /// <exception cref="InvalidOperationException">A key, an endpoint or another setting that the provider needs is missing; the message names it.</exception>
    public HttpReranker(HttpClient httpClient, RemoteRerankerOptions options, TimeProvider? timeProvider = null, ILogger? logger = null)
        : this(() => httpClient, options, new ProviderSetup(timeProvider ?? TimeProvider.System), logger)
    {
        ArgumentNullException.ThrowIfNull(httpClient);
    }

    internal HttpReranker(Func<HttpClient> clients, RemoteRerankerOptions options, ProviderSetup setup, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Clone();
        _timeProvider = setup.TimeProvider;
        _provider = _options.Describe(setup);
        _transport = new(clients, _provider, _options, _timeProvider, logger);
        RerankScoreKind kind = ScoreKindOf(_provider.ModelId);
        _limits = new(_transport, _provider, _timeProvider, logger ?? NullLogger.Instance);
        _extraBody = RemoteServiceOptions.Members(_options.ExtraBody);
        bool isListwise = _provider.IsListwise(_provider.ModelId);
        _metadata = new(_provider.Name)
        {
            ProviderUri = _provider.Endpoint.Query.Length == 0 ? _provider.Endpoint : new Uri(_provider.Endpoint.GetLeftPart(UriPartial.Path)),
            DefaultModelId = _provider.ModelId,
            Revision = Invariant($"{_provider.Endpoint.Host};{_provider.Settings};sigmoid={_options.ApplySigmoid};extra={Fingerprint(_options.ExtraBody)}"),
            ScoreKind = kind,
            IsPointwise = !isListwise,
            MaxCandidates = isListwise ? MaxDocuments : null,
        };
    }

    private int? MaxDocuments => _options.MaxCandidatesPerRequest ?? _provider.MaxDocuments;

    /// <inheritdoc/>
    /// <exception cref="RerankProviderException">The provider did not rank.</exception>
    public Task<RerankResponse> RerankAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        return RerankArguments.CheckSource(query, candidates, cancellationToken) ?? RerankCoreAsync(query, candidates, options, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => OwnServices.Find(serviceType, serviceKey, this, _metadata);

    /// <summary>Does nothing: HTTP clients belong to whoever made them.</summary>
    public void Dispose()
    {
        // The factory owns its handlers, the caller its client.
    }

    private async Task<RerankResponse> RerankCoreAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        var timer = StageTimer.Start(_timeProvider);
        using var deadline = new Deadline(_timeProvider, options?.TimeBudget ?? TimeSpan.MaxValue, cancellationToken);
        string? model = options?.ModelId ?? _provider.ModelId;
        RerankScoreKind kind = ScoreKindOf(model);
        ServerInfo? info = _limits.Known ?? await deadline.WaitAsync(_limits.AskAsync(deadline.Token)).ConfigureAwait(false);
        int maxDocuments = _options.MaxCandidatesPerRequest ?? info?.MaxDocuments ?? _provider.MaxDocuments ?? int.MaxValue;
        using var call = new RemoteCall(query, candidates, options, _provider, maxDocuments, model ?? info?.Model, _extraBody);
        if (call.Plan.Requests > 1 && _provider.IsListwise(model))
        {
            throw _transport.Failure.TooMany(candidates.Count, maxDocuments);
        }

        await SendAllAsync(call, deadline, cancellationToken).ConfigureAwait(false);
        return RemoteRanking.Create(call, _provider, kind, _options.ApplySigmoid, _options.Price, timer.Elapsed);
    }

    // What was answered before the deadline has been paid for, and is the answer.
    private async Task SendAllAsync(RemoteCall call, Deadline deadline, CancellationToken cancellationToken)
    {
        try
        {
            deadline.Token.ThrowIfCancellationRequested();
            if (call.Plan.Requests == 1)
            {
                await SendAsync(call, 0, deadline.Token).ConfigureAwait(false);
            }
            else
            {
                await Parallel.ForAsync(
                    0,
                    call.Plan.Requests,
                    new ParallelOptions { MaxDegreeOfParallelism = _options.MaxConcurrency, CancellationToken = deadline.Token },
                    (request, token) => SendAsync(call, request, token)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (deadline.Token.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            call.IsCutShort = true;
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    private ValueTask SendAsync(RemoteCall call, int request, CancellationToken cancellationToken) =>
        new RankingExchange(call, request, _provider, AddressOf(call.Model)).RunAsync(_transport, cancellationToken);

    private Uri AddressOf(string? model) =>
        model is null || model == _provider.ModelId || _provider.EndpointOf is null ? _provider.Endpoint : _provider.EndpointOf(model);

    // Revisions are shown; what is sent may hold a secret.
    private static string Fingerprint(string? text) => text is null ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    private RerankScoreKind ScoreKindOf(string? model)
    {
        RerankScoreKind kind = _options.ScoreKind ?? _provider.ScoreKindOf?.Invoke(model) ?? _provider.ScoreKind;
        return !_options.ApplySigmoid ? kind
            : kind == RerankScoreKind.Logit ? RerankScoreKind.Probability
            : throw new InvalidOperationException(
                $"ApplySigmoid is set, but the scores of '{_provider.Name}' are {kind}, not logits. Leave it out, or set ScoreKind to Logit if they are.");
    }
}
