using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Polly;

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
    internal const string ProviderName = "chat-completions";
    private readonly Func<HttpClient> _clients;
    private readonly OpenAICompatibleChatClientOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly Uri _endpoint;
    private readonly RequestAuthentication _authentication;
    private readonly ProviderFailure _failure;
    private readonly ResiliencePipeline? _retry;
    private readonly ChatClientMetadata _metadata;

    /// <summary>Makes a client.</summary>
    /// <param name="httpClient">Sends the requests; the caller disposes it. Its own timeout should be longer than <see cref="OpenAICompatibleChatClientOptions.Timeout"/>.</param>
    /// <param name="options">The server, and how it is asked. Later changes have no effect.</param>
    /// <param name="timeProvider">Measures timeouts and waits; null for the system's clock.</param>
    /// <exception cref="InvalidOperationException">There is no endpoint, or the key's variable is not set.</exception>
    public OpenAICompatibleChatClient(HttpClient httpClient, OpenAICompatibleChatClientOptions options, TimeProvider? timeProvider = null)
        : this(() => httpClient, options, new ProviderSetup(timeProvider ?? TimeProvider.System)) => ArgumentNullException.ThrowIfNull(httpClient);

    internal OpenAICompatibleChatClient(Func<HttpClient> clients, OpenAICompatibleChatClientOptions options, ProviderSetup setup)
    {
        ArgumentNullException.ThrowIfNull(options);
        _clients = clients;
        _options = options.Clone();
        _timeProvider = setup.TimeProvider;
        Uri endpoint = _options.Endpoint ?? throw new InvalidOperationException(
            "The chat client has no endpoint. Set Endpoint to the server's address, for example http://localhost:11434.");
        _endpoint = Endpoints.Join(endpoint, _options.UsePlainCompletions ? "/v1/completions" : "/v1/chat/completions");
        _authentication = HeaderAuthentication.Bearer(FindKey(setup));
        CheckHeaders(_options.Headers);
        _failure = new(new() { Name = ProviderName, Endpoint = _endpoint, Authentication = _authentication, Answer = "a completion" }, [.. _options.Headers], _timeProvider);
        _retry = _options.Retry?.CreatePipeline(_timeProvider);
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
        if (_retry is null)
        {
            return await SendAsync(conversation, body, cancellationToken).ConfigureAwait(false);
        }

        return await _retry.ExecuteAsync(
            static (call, token) => new ValueTask<ChatResponse>(call.Client.SendAsync(call.Conversation, call.Body, token)),
            (Client: this, Conversation: conversation, Body: body),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="RerankProviderException">The server did not answer, refused, or answered with something that is no completion.</exception>
    /// <exception cref="NotSupportedException">The conversation or the options hold something other than text.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        IReadOnlyList<ChatMessage> conversation = [.. messages];
        using PooledBuffer body = ChatRequestWriter.Write(conversation, options, _options, isStream: true);
        var stream = new ChatStream(this, cancellationToken);
        await using (stream.ConfigureAwait(false))
        {
            await stream.OpenAsync(conversation, body).ConfigureAwait(false);
            while (await stream.NextAsync().ConfigureAwait(false) is ChatResponseUpdate update)
            {
                yield return update;
            }
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_metadata) ? _metadata
            : null;
    }

    /// <summary>Does nothing: the HTTP client is its owner's.</summary>
    public void Dispose()
    {
    }

    private string? FindKey(ProviderSetup setup) =>
        _options.ApiKeyVariable is not string variable ? _options.ApiKey
        : setup.Find(_options.ApiKey, variable) ?? throw new InvalidOperationException(
            $"The chat client has no API key. Set ApiKey, or the environment variable or configuration key {variable}.");

    private static void CheckHeaders(IDictionary<string, string> headers)
    {
        foreach ((string name, string value) in headers)
        {
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                throw new InvalidOperationException($"The header '{name}' has a value with characters other than printable ASCII. It is not shown here.");
            }
        }
    }
}
