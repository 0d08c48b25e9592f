using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;

namespace RerankKit.Remote;

public sealed partial class OpenAICompatibleChatClient
{
    /// <summary>A completion that comes as server-sent events: lines that begin with "data:", the last of them "[DONE]".</summary>
    private sealed class ChatStream : IDisposable
    {
        private readonly OpenAICompatibleChatClient _client;
        private readonly CancellationToken _cancellationToken;
        private readonly CancellationTokenSource _timeout;
        private readonly CancellationTokenSource _both;
        private IReadOnlyList<ChatMessage> _conversation = [];
        private HttpResponseMessage? _response;
        private StreamReader? _reader;
        private long _length;

        public ChatStream(OpenAICompatibleChatClient client, CancellationToken cancellationToken)
        {
            _client = client;
            _cancellationToken = cancellationToken;
            _timeout = new(client._options.Timeout, client._timeProvider);
            _both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timeout.Token);
        }

        public async Task OpenAsync(IReadOnlyList<ChatMessage> conversation, PooledBuffer body)
        {
            try
            {
                _conversation = conversation;
                _response = await _client.OpenAsync(conversation, body, _both.Token).ConfigureAwait(false);
                _reader = new(await _response.Content.ReadAsStreamAsync(_both.Token).ConfigureAwait(false), Encoding.UTF8);
            }
            catch (Exception exception) when (IsOfTransport(exception))
            {
                throw _client.Translate(exception, _cancellationToken);
            }
        }

        /// <summary>The next chunk; null at the end.</summary>
        public async Task<ChatResponseUpdate?> NextAsync()
        {
            try
            {
                while (await _reader!.ReadLineAsync(_both.Token).ConfigureAwait(false) is string line)
                {
                    _length += line.Length;
                    if (_length > _client._options.MaxResponseBytes)
                    {
                        throw InvalidResponse(_response!, string.Create(CultureInfo.InvariantCulture, $"it is longer than MaxResponseBytes ({_client._options.MaxResponseBytes})"));
                    }

                    if (!line.StartsWith("data:", StringComparison.Ordinal))
                    {
                        continue;
                    }

                    string data = line["data:".Length..].Trim();
                    return data == "[DONE]" ? null : Read(Encoding.UTF8.GetBytes(data));
                }

                return null;
            }
            catch (Exception exception) when (IsOfTransport(exception))
            {
                throw _client.Translate(exception, _cancellationToken);
            }
        }

        public void Dispose()
        {
            _reader?.Dispose();
            _response?.Dispose();
            _both.Dispose();
            _timeout.Dispose();
        }

        private ChatResponseUpdate Read(byte[] data)
        {
            string? problem = ChatResponseReader.TryReadChunk(data, out ChatResponseUpdate? update);
            return update ?? throw (problem is null ? _client.Refused(_response!, data, _conversation) : InvalidResponse(_response!, problem));
        }
    }
}
