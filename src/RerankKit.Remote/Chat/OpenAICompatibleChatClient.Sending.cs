using System.Globalization;
using Microsoft.Extensions.AI;
using Polly;

namespace RerankKit.Remote;

/// <summary>Sends requests, and makes exceptions of what goes wrong.</summary>
public sealed partial class OpenAICompatibleChatClient
{
    private async Task<ChatResponse> SendAsync(IReadOnlyList<ChatMessage> conversation, PooledBuffer body, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using HttpResponseMessage response = await OpenAsync(conversation, body, both.Token).ConfigureAwait(false);
            using PooledBuffer? answer = await ResponseBody.ReadAsync(response.Content, _options.MaxResponseBytes, both.Token).ConfigureAwait(false);
            return answer is null
                ? throw Unusable(
                    response, string.Create(CultureInfo.InvariantCulture, $"its body is longer than MaxResponseBytes ({_options.MaxResponseBytes})"), body: default, conversation)
                : Read(conversation, response, answer.Memory);
        }
        catch (Exception exception) when (IsOfTransport(exception))
        {
            throw Translate(exception, cancellationToken);
        }
    }

    private ChatResponse Read(IReadOnlyList<ChatMessage> conversation, HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        string? problem = ChatResponseReader.TryRead(body, out ChatResponse? completion);

        // Gateways answer 200 with an error inside.
        return completion ?? throw (problem is null ? Refused(response, body, conversation) : Unusable(response, problem, body, conversation));
    }

    // A response with a good status, its body not yet read.
    private async Task<HttpResponseMessage> OpenAsync(IReadOnlyList<ChatMessage> conversation, PooledBuffer body, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = new PooledContent(body) };
        foreach ((string name, string value) in _options.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        await _authentication.ApplyAsync(message, body.Memory, cancellationToken).ConfigureAwait(false);
        HttpResponseMessage response = await _clients().SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            using PooledBuffer? error = await ResponseBody.ReadErrorAsync(response.Content, cancellationToken).ConfigureAwait(false);
            throw Refused(response, error?.Memory ?? default, conversation);
        }
    }

    private RerankProviderException Refused(HttpResponseMessage response, ReadOnlyMemory<byte> body, IReadOnlyList<ChatMessage> conversation) =>
        _failure.OfResponse(response, body, "", Texts(conversation));

    private RerankProviderException Unusable(HttpResponseMessage response, string problem, ReadOnlyMemory<byte> body, IReadOnlyList<ChatMessage> conversation) =>
        _failure.OfAnswer(response, problem, body, "", Texts(conversation));

    // What no message may quote.
    private static RerankCandidate[] Texts(IReadOnlyList<ChatMessage> conversation) => [.. conversation.Select(static message => new RerankCandidate(message.Text))];

    private static bool IsOfTransport(Exception exception) =>
        exception is OperationCanceledException or HttpRequestException or IOException or ExecutionRejectedException;

    private Exception Translate(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => new OperationCanceledException(cancellationToken),
        OperationCanceledException or Polly.Timeout.TimeoutRejectedException => new RerankProviderException(
            ProviderName,
            RerankProviderError.TimedOut,
            $"The server at {_endpoint.Host} gave no whole answer within {_options.Timeout}. Raise Timeout, or limit the answer's tokens."),
        ExecutionRejectedException => _failure.CircuitOpen(exception),
        _ => _failure.Unreachable(exception),
    };
}
