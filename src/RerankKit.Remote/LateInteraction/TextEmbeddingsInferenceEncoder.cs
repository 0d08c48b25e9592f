using Microsoft.Extensions.Logging;

namespace RerankKit.Remote;

/// <summary>Encodes texts on a Text Embeddings Inference server: the vectors of all tokens, as its <c>/embed_all</c> gives them.</summary>
/// <remarks>
/// Thread-safe. The server gives the last hidden state of every token, special ones included. A ColBERT model with a projection behind it, with query expansion or with
/// a list of skipped punctuation is not what its authors trained without those: use it where the exported model ends in the vectors that are compared. The vectors
/// say nothing about the tokens they stand for, so they cannot be explained. A text that is blank after its prefix has no vectors.
/// </remarks>
public sealed class TextEmbeddingsInferenceEncoder : IMultiVectorEncoder
{
    private readonly TextEmbeddingsInferenceEncoderOptions _options;
    private readonly ServiceDescription _service;
    private readonly RemoteTransport _transport;
    private readonly int _dimension;
    private readonly MultiVectorEncoderMetadata _metadata;

    /// <summary>Makes an encoder.</summary>
    /// <param name="httpClient">Sends the requests; the caller keeps and disposes it.</param>
    /// <param name="options">The server. Copied.</param>
    /// <param name="timeProvider">Times requests and waits; null for the system's clock.</param>
    /// <param name="logger">Takes retries; null for none.</param>
    /// <exception cref="InvalidOperationException">The endpoint or the dimension is missing.</exception>
    public TextEmbeddingsInferenceEncoder(
        HttpClient httpClient, TextEmbeddingsInferenceEncoderOptions options, TimeProvider? timeProvider = null, ILogger? logger = null)
        : this(() => httpClient, options, new(timeProvider ?? TimeProvider.System), logger) => ArgumentNullException.ThrowIfNull(httpClient);

    internal TextEmbeddingsInferenceEncoder(Func<HttpClient> httpClient, TextEmbeddingsInferenceEncoderOptions options, ProviderSetup setup, ILogger? logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = (TextEmbeddingsInferenceEncoderOptions)options.CloneService();
        _service = _options.Describe(setup);
        _dimension = _options.RequireDimension(setup);
        _transport = new(httpClient, _service, _options, setup.TimeProvider, logger);
        _metadata = new(_service.Name, _dimension)
        {
            ProviderUri = _service.Endpoint,
            ModelId = _options.ModelId,
            Revision = _options.Revision ?? Invariant(
                $"{_service.Endpoint.Authority};{_options.ModelId};query={_options.QueryPrefix};document={_options.DocumentPrefix};normalized={_options.Normalize}"),
            IsNormalized = _options.Normalize,
        };
    }

    /// <inheritdoc/>
    /// <exception cref="RerankProviderException">The server did not encode.</exception>
    /// <exception cref="NotSupportedException">The options set a length or ask for tokens, which the server does not give.</exception>
    public Task<IReadOnlyList<TokenVectors>> EncodeAsync(
        IReadOnlyList<string> texts, TextRole role, MultiVectorEncodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (options?.MaxTokens is not null || options?.IncludeTokens == true)
        {
            throw new NotSupportedException(
                "A Text Embeddings Inference server cuts texts at its model's length only, and does not say what its vectors stand for. Leave out MaxTokens and IncludeTokens.");
        }

        string prefix = role == TextRole.Query ? _options.QueryPrefix : _options.DocumentPrefix;
        var vectors = new TokenVectors[texts.Count];
        var sent = new List<int>(texts.Count);
        for (int i = 0; i < texts.Count; i++)
        {
            string text = texts[i] ?? throw new ArgumentException(Invariant($"Text {i} is null. Give an empty one, or leave it out."), nameof(texts));
            if (string.IsNullOrWhiteSpace(text) && string.IsNullOrWhiteSpace(prefix))
            {
                vectors[i] = new(ReadOnlyMemory<float>.Empty, _dimension) { TokenCount = 0 };
            }
            else
            {
                sent.Add(i);
            }
        }

        return cancellationToken.IsCancellationRequested ? Task.FromCanceled<IReadOnlyList<TokenVectors>>(cancellationToken)
            : sent.Count == 0 ? Task.FromResult<IReadOnlyList<TokenVectors>>(vectors)
            : EncodeAsync(texts, prefix, sent, vectors, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => OwnServices.Find(serviceType, serviceKey, this, _metadata);

    /// <summary>Does nothing: the HTTP client belongs to whoever made it.</summary>
    public void Dispose()
    {
        // The caller owns the client.
    }

    private async Task<IReadOnlyList<TokenVectors>> EncodeAsync(
        IReadOnlyList<string> texts, string prefix, List<int> sent, TokenVectors[] vectors, CancellationToken cancellationToken)
    {
        int requests = (sent.Count + _options.MaxTextsPerRequest - 1) / _options.MaxTextsPerRequest;
        await Parallel.ForAsync(
            0,
            requests,
            new ParallelOptions { MaxDegreeOfParallelism = _options.MaxConcurrency, CancellationToken = cancellationToken },
            async (request, token) =>
            {
                int start = request * _options.MaxTextsPerRequest;
                RerankCandidate[] part = [.. sent.Skip(start).Take(_options.MaxTextsPerRequest).Select(index => new RerankCandidate(prefix + texts[index]))];
                using var exchange = new EncodeExchange(_service.Endpoint, part, _dimension, _options.Normalize, _options.Truncate);
                await _transport.SendAsync(exchange, token).ConfigureAwait(false);
                for (int i = 0; i < part.Length; i++)
                {
                    vectors[sent[start + i]] = exchange.Vectors[i];
                }
            }).ConfigureAwait(false);
        return vectors;
    }
}
