namespace RerankKit.Remote;

/// <summary>A minimal <see cref="IChatClient"/> over chat completions: vLLM, Ollama, llama.cpp, SGLang, LM Studio and hosted services with no further package.</summary>
/// <remarks>
/// <para>
/// Text in, text out: what <see cref="ChatClientReranker"/> needs. Tools, images and other content are refused with <see cref="NotSupportedException"/>. Log-probabilities are
/// asked for and returned as <see cref="ChatTokenLogProbability"/> says; a server that ignores the wish just returns none. JSON schemas go as <c>response_format</c>,
/// with <c>strict</c> where the schema allows no other members. Additional properties that are texts, numbers, true, false or JSON become members of the request.
/// </para>
/// <para>
/// Failures are <see cref="RerankProviderException"/>s, without keys and without anything of the conversation. A timeout is one of them and no
/// cancellation. Thread-safe.
/// </para>
/// </remarks>
public sealed partial class OpenAICompatibleChatClient : IChatClient
{
    private readonly OpenAICompatibleChatClientOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly Uri _endpoint;
    private readonly RemoteTransport _transport;
    private readonly ChatClientMetadata _metadata;

    /// <summary>Makes a client.</summary>
    /// <param name="httpClient">Sends the requests; the caller disposes it. Its own timeout should be longer than <see cref="RemoteServiceOptions.Timeout"/>.</param>
    /// <param name="options">The server, and how it is asked. Later changes have no effect.</param>
    /// <param name="timeProvider">Measures timeouts and waits; null for the system's clock.</param>
    /// <exception cref="InvalidOperationException">There is no endpoint, or the key's variable is not set.</exception>
    public OpenAICompatibleChatClient(HttpClient httpClient, OpenAICompatibleChatClientOptions options, TimeProvider? timeProvider = null)
        : this(() => httpClient, options, new ProviderSetup(timeProvider ?? TimeProvider.System)) => ArgumentNullException.ThrowIfNull(httpClient);

    internal OpenAICompatibleChatClient(Func<HttpClient> clients, OpenAICompatibleChatClientOptions options, ProviderSetup setup)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = (OpenAICompatibleChatClientOptions)options.CloneService();
        _timeProvider = setup.TimeProvider;
        ServiceDescription service = _options.Describe(setup);
        _endpoint = service.Endpoint;
        _transport = new(clients, service, _options, _timeProvider, logger: null);
        _metadata = new("openai-compatible", _endpoint, _options.ModelId);
    }

    /// <inheritdoc/>
    /// <exception cref="RerankProviderException">The server did not answer, refused, or answered with something that is no completion.</exception>
    /// <exception cref="NotSupportedException">The conversation or the options hold something other than text.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        IReadOnlyList<ChatMessage> conversation = [.. messages];
        using PooledBuffer body = ChatRequestWriter.Write(conversation, options, _options, isStream: false);
        var exchange = new ChatExchange(_endpoint, conversation, body);
        await _transport.SendAsync(exchange, cancellationToken).ConfigureAwait(false);
        return exchange.Completion!;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => OwnServices.Find(serviceType, serviceKey, this, _metadata);

    /// <summary>Does nothing: the HTTP client is its owner's.</summary>
    public void Dispose()
    {
    }
}
