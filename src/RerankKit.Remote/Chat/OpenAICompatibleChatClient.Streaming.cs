namespace RerankKit.Remote;

public sealed partial class OpenAICompatibleChatClient
{
    /// <summary>A completion that comes as server-sent events: lines that begin with "data:", the last of them "[DONE]".</summary>
    private sealed class ChatStream : IAsyncDisposable
    {
        private readonly OpenAICompatibleChatClient _client;
        private readonly CancellationToken _cancellationToken;
        private readonly CancellationTokenSource _timeout;
        private readonly CancellationTokenSource _both;
        private readonly ChatExchange _exchange;
        private HttpResponseMessage? _response;
        private ServerSentLines? _lines;

        public ChatStream(OpenAICompatibleChatClient client, ChatExchange exchange, CancellationToken cancellationToken)
        {
            _client = client;
            _exchange = exchange;
            _cancellationToken = cancellationToken;
            _timeout = new(client._options.Timeout, client._timeProvider);
            _both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timeout.Token);
        }

        private RemoteTransport Transport => _client._transport;

        public async Task OpenAsync()
        {
            try
            {
                _response = await Transport.OpenAsync(_exchange, _both.Token).ConfigureAwait(false);
                _lines = new(await _response.Content.ReadAsStreamAsync(_both.Token).ConfigureAwait(false), _client._options.MaxResponseBytes);
            }
            catch (Exception exception) when (RemoteTransport.IsOfTransport(exception))
            {
                throw Transport.Translate(exception, _cancellationToken);
            }
        }

        /// <summary>The next chunk; null at the end.</summary>
        public async Task<ChatResponseUpdate?> NextAsync()
        {
            try
            {
                while (await _lines!.ReadAsync(_both.Token).ConfigureAwait(false) is ReadOnlyMemory<byte> line)
                {
                    // A body of JSON is an error, or the answer of a server that does not stream.
                    ReadOnlyMemory<byte> data = line.TrimStart("\uFEFF"u8);
                    bool isEvent = data.Span.StartsWith("data:"u8);
                    if (isEvent || data.Span.StartsWith("{"u8))
                    {
                        data = data[(isEvent ? "data:".Length : 0)..].Trim(" \t"u8);
                        return data.Span.SequenceEqual("[DONE]"u8) ? null : Read(data);
                    }
                }

                return !_lines.IsTooLong ? null : throw Unusable(Invariant($"it is longer than MaxResponseBytes ({_client._options.MaxResponseBytes})"), body: default);
            }
            catch (Exception exception) when (RemoteTransport.IsOfTransport(exception))
            {
                throw Transport.Translate(exception, _cancellationToken);
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_lines is not null)
            {
                await _lines.DisposeAsync().ConfigureAwait(false);
            }

            _response?.Dispose();
            _both.Dispose();
            _timeout.Dispose();
        }

        private ChatResponseUpdate Read(ReadOnlyMemory<byte> data)
        {
            string? problem = ChatResponseReader.TryReadChunk(data, out ChatResponseUpdate? update);
            return update ?? throw (problem is not null ? Unusable(problem, data) : Transport.Failure.OfResponse(_response!, data, _exchange.Query, _exchange.Candidates));
        }

        private RerankProviderException Unusable(string problem, ReadOnlyMemory<byte> body) =>
            Transport.Failure.OfAnswer(_response!, problem, body, _exchange.Query, _exchange.Candidates);
    }
}
