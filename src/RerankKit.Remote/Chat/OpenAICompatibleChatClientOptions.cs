using System.Text.Json;

namespace RerankKit.Remote;

/// <summary>Options of <see cref="OpenAICompatibleChatClient"/>. They are read when the client is made.</summary>
public sealed class OpenAICompatibleChatClientOptions
{
    /// <summary>The server's address, with or without <c>/v1</c> or the whole path.</summary>
    /// <value>An absolute http or https address without user name and password, for example <c>http://localhost:11434</c>. Required.</value>
    /// <exception cref="ArgumentException">The value is not such an address.</exception>
    public Uri? Endpoint { get; set => field = value is null ? null : Endpoints.Check(value, nameof(Endpoint)); }

    /// <summary>The key, sent as a bearer token. Never logged, traced or shown.</summary>
    /// <value>Null, the default, reads <see cref="ApiKeyVariable"/> where that is set; servers of one's own often need none.</value>
    /// <exception cref="ArgumentException">The value is empty or holds characters that no key has.</exception>
    public string? ApiKey { internal get; set => field = value is null ? null : SecretText.Check(value, nameof(ApiKey)); }

    /// <summary>The environment variable, or key of the application's configuration, that holds the API key.</summary>
    /// <value>Null, the default, looks nowhere. Where it is set, a missing key is an error.</value>
    public string? ApiKeyVariable { get; set; }

    /// <summary>The model that is asked when the chat options name none.</summary>
    /// <value>Null, the default, sends none: llama.cpp and other servers of one model need none.</value>
    public string? ModelId { get; set; }

    /// <summary>How long one attempt may take, from the request's first byte to the answer's last.</summary>
    /// <value>More than zero, up to one day; default 60 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public TimeSpan Timeout { get; set => field = Allow.UpToOneDay(value); } = TimeSpan.FromSeconds(60);

    /// <summary>How failed requests are sent again. A stream is not.</summary>
    /// <value>Null for not at all: a handler of the HTTP client may do it instead.</value>
    public RemoteRetryOptions? Retry { get; set; } = new();

    /// <summary>The longest answer that is read.</summary>
    /// <value>1,024 bytes or more; default 4 MiB.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1,024.</exception>
    public int MaxResponseBytes { get; set => field = Allow.AtLeast(value, 1024, "1024 bytes or more"); } = 4 * 1024 * 1024;

    /// <summary>Whether the limit of an answer's tokens is sent as <c>max_completion_tokens</c>, as newer OpenAI models want it.</summary>
    /// <value>Default false: <c>max_tokens</c>, which nearly all other servers want.</value>
    public bool UseMaxCompletionTokens { get; set; }

    /// <summary>Whether <c>/v1/completions</c> is asked, for models without a chat template: the texts of the messages, one behind the other, are the prompt.</summary>
    /// <value>Default false: <c>/v1/chat/completions</c>.</value>
    public bool UsePlainCompletions { get; set; }

    /// <summary>Whether the model thinks before it answers.</summary>
    /// <value>Default <see cref="ChatThinking.ServerDefault"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public ChatThinking Thinking { get; set => field = Allow.Defined(value); }

    /// <summary>Headers that every request carries. Their values are treated as secrets.</summary>
    /// <value>Default empty.</value>
    public IDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Further members of every request's body: a JSON object.</summary>
    /// <value>Null, the default, adds none.</value>
    /// <exception cref="ArgumentException">The value is not a JSON object.</exception>
    public string? ExtraBody { get; set => field = value is null ? null : CheckObject(value); }

    /// <summary>The named client of <see cref="IHttpClientFactory"/> that requests are sent with, where the client is registered in a container.</summary>
    /// <value>Null, the default, is <c>RerankKit.chat-completions</c>.</value>
    public string? HttpClientName { get; set; }

    internal OpenAICompatibleChatClientOptions Clone()
    {
        var copy = (OpenAICompatibleChatClientOptions)MemberwiseClone();
        copy.Retry = Retry?.Clone();
        copy.Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase);
        return copy;
    }

    private static string CheckObject(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return json;
            }
        }
        catch (JsonException)
        {
            // Said below, without quoting what may hold a secret.
        }

        throw new ArgumentException("ExtraBody is not a JSON object. Give it one, for example {\"top_k\":1}.");
    }
}
