using System.Runtime.CompilerServices;

namespace RerankKit.Remote;

public sealed partial class OpenAICompatibleChatClient
{
    /// <inheritdoc/>
    /// <exception cref="RerankProviderException">The server did not answer, refused, or answered with something that is no completion.</exception>
    /// <exception cref="NotSupportedException">The conversation or the options hold something other than text.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        IReadOnlyList<ChatMessage> conversation = [.. messages];
        using PooledBuffer body = ChatRequestWriter.Write(conversation, options, _options, isStream: true);
        var exchange = new ChatExchange(_endpoint, conversation, body);
        using var timeout = new CancellationTokenSource(_options.Timeout, _timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using HttpResponseMessage response = await _transport.TranslateAsync(() => _transport.OpenAsync(exchange, both.Token), cancellationToken).ConfigureAwait(false);
        Stream stream = await _transport.TranslateAsync(() => response.Content.ReadAsStreamAsync(both.Token), cancellationToken).ConfigureAwait(false);
        var lines = new ServerSentLines(stream, _options.MaxResponseBytes);
        await using (lines.ConfigureAwait(false))
        {
            while (await _transport.TranslateAsync(() => NextAsync(lines, response, exchange, both.Token), cancellationToken).ConfigureAwait(false) is ChatResponseUpdate update)
            {
                yield return update;
            }
        }
    }

    // The next chunk of server-sent events, lines that begin with "data:", the last of them "[DONE]"; null at the end.
    private async Task<ChatResponseUpdate?> NextAsync(ServerSentLines lines, HttpResponseMessage response, ChatExchange exchange, CancellationToken cancellationToken)
    {
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false) is ReadOnlyMemory<byte> line)
        {
            // A body of JSON is an error, or the answer of a server that does not stream.
            ReadOnlyMemory<byte> data = line.TrimStart("\uFEFF"u8);
            bool isEvent = data.Span.StartsWith("data:"u8);
            if (isEvent || data.Span.StartsWith("{"u8))
            {
                data = data[(isEvent ? "data:".Length : 0)..].Trim(" \t"u8);
                return data.Span.SequenceEqual("[DONE]"u8) ? null : Read(data, response, exchange);
            }
        }

        return !lines.IsTooLong ? null : throw _transport.Failure.OfAnswer(
            response, Invariant($"it is longer than MaxResponseBytes ({_options.MaxResponseBytes})"), body: default, exchange);
    }

    private ChatResponseUpdate Read(ReadOnlyMemory<byte> data, HttpResponseMessage response, ChatExchange exchange)
    {
        string? problem = ChatResponseReader.TryReadChunk(data, out ChatResponseUpdate? update);
        return update ?? throw (problem is not null
            ? _transport.Failure.OfAnswer(response, problem, data, exchange)
            : _transport.Failure.OfResponse(response, data, exchange));
    }
}
