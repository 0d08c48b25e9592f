namespace RerankKit.Remote;

/// <summary>Options of <see cref="OpenAICompatibleChatClient"/>. They are read when the client is made.</summary>
/// <remarks>
/// The endpoint is required, with or without <c>/v1</c> or the whole path; a key is sent as a bearer token, and looked for where <see cref="RemoteServiceOptions.ApiKeyVariable"/>
/// says, else nowhere: servers of one's own often need none. A stream is not sent again.
/// </remarks>
public sealed class OpenAICompatibleChatClientOptions : RemoteServiceOptions
{
    /// <summary>Makes options. An answer may take 60 seconds and 4 MiB.</summary>
    public OpenAICompatibleChatClientOptions() => (Timeout, MaxResponseBytes) = (TimeSpan.FromSeconds(60), 4 * 1024 * 1024);

    /// <summary>The model that is asked when the chat options name none.</summary>
    /// <value>Null, the default, sends none: llama.cpp and other servers of one model need none.</value>
    public string? ModelId { get; set; }

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

    /// <summary>Further members of every request's body: a JSON object.</summary>
    /// <value>Null, the default, adds none.</value>
    /// <exception cref="ArgumentException">The value is not a JSON object.</exception>
    public string? ExtraBody { get; set => field = value is null ? null : CheckObject(value, """{"top_k":1}"""); }

    internal override string ProviderName => "chat-completions";

    internal ServiceDescription Describe(ProviderSetup setup) => new()
    {
        Name = ProviderName,
        Endpoint = Endpoints.Join(
            Endpoint ?? throw new InvalidOperationException(
                "The chat client has no endpoint. Set Endpoint to the server's address, for example http://localhost:11434."),
            UsePlainCompletions ? "/v1/completions" : "/v1/chat/completions"),
        Authentication = HeaderAuthentication.Bearer(FindKey(setup)),
        Answer = "a completion",
        WhatTakesLess = "limit the answer's tokens",
    };

    private string? FindKey(ProviderSetup setup) =>
        ApiKeyVariable is not string variable ? ApiKey
        : setup.Find(ApiKey, variable) ?? throw new InvalidOperationException(
            $"The chat client has no API key. Set ApiKey, or the environment variable or configuration key {variable}.");
}
