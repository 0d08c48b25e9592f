using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;

namespace RerankKit.Remote;

/// <summary>Sends requests to one service, and sends them again.</summary>
internal sealed partial class RemoteTransport(
    Func<HttpClient> clients, ServiceDescription service, RemoteServiceOptions options, TimeProvider timeProvider, ILogger? logger)
{
    private readonly KeyValuePair<string, string>[] _headers = options.CheckHeaders();
    private readonly ILogger _logger = logger ?? NullLogger.Instance;
    private readonly ResiliencePipeline _retry = options.Retry?.CreatePipeline(timeProvider) ?? ResiliencePipeline.Empty;

    public ProviderFailure Failure { get; } = new(service, options.Headers, timeProvider);

    /// <summary>Sends a request as often as it needs and may be.</summary>
    /// <exception cref="RerankProviderException">There was no usable answer.</exception>
    public ValueTask SendAsync(RemoteExchange exchange, CancellationToken cancellationToken)
    {
        int attempt = 0;
        return _retry.ExecuteAsync(SendOnceAsync, cancellationToken);

        async ValueTask SendOnceAsync(CancellationToken token)
        {
            if (++attempt > 1)
            {
                exchange.CountRetry();
            }

            try
            {
                await AskAsync(exchange, token).ConfigureAwait(false);
            }
            catch (RerankProviderException exception)
            {
                LogFailure(_logger, service.Name, exception.Error, (int?)exception.StatusCode, attempt);
                throw;
            }
        }
    }

    private async ValueTask AskAsync(RemoteExchange exchange, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using HttpResponseMessage response = await OpenAsync(exchange, both.Token).ConfigureAwait(false);
            using PooledBuffer? answer = await ResponseBody.ReadAsync(response.Content, options.MaxResponseBytes, both.Token).ConfigureAwait(false);
            string? problem = answer is null
                ? Invariant($"its body is longer than MaxResponseBytes ({options.MaxResponseBytes})")
                : exchange.Read(answer.Memory, response);
            if (problem is not null)
            {
                throw Failure.OfAnswer(response, problem, answer?.Memory ?? default, exchange);
            }
        }
        catch (Exception exception) when (IsOfTransport(exception))
        {
            throw Translate(exception, cancellationToken);
        }
    }

    /// <summary>A response with a good status, its body not yet read.</summary>
    public async Task<HttpResponseMessage> OpenAsync(RemoteExchange exchange, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = await CreateMessageAsync(HttpMethod.Post, exchange.Address, exchange.Body, cancellationToken).ConfigureAwait(false);
        HttpResponseMessage response = await clients().SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            using PooledBuffer? error = await ResponseBody.ReadErrorAsync(response.Content, cancellationToken).ConfigureAwait(false);
            throw Failure.OfResponse(response, error?.Memory ?? default, exchange);
        }
    }

    /// <summary>Does a part of an exchange; a failure of the transport becomes what it is to the caller, whose own token is the one given.</summary>
    public async Task<T> TranslateAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfTransport(exception))
        {
            throw Translate(exception, cancellationToken);
        }
    }

    private static bool IsOfTransport(Exception exception) =>
        exception is OperationCanceledException or HttpRequestException or ExecutionRejectedException or IOException and not RerankServiceException;

    private Exception Translate(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => new OperationCanceledException(cancellationToken),
        OperationCanceledException or Polly.Timeout.TimeoutRejectedException => Failure.TimedOut(options.Timeout),
        ExecutionRejectedException => Failure.CircuitOpen(exception),
        _ => Failure.Unreachable(exception),
    };

    private async ValueTask<HttpRequestMessage> CreateMessageAsync(HttpMethod method, Uri uri, PooledBuffer? body, CancellationToken cancellationToken)
    {
        var message = new HttpRequestMessage(method, uri) { Content = body is null ? null : new PooledContent(body) };
        foreach ((string name, string value) in service.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        foreach ((string name, string value) in _headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            await service.Authentication.ApplyAsync(message, body?.Memory ?? default, cancellationToken).ConfigureAwait(false);
            return message;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            message.Dispose();
            throw Failure.Credentials(exception);
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "'{Provider}' failed with {Error} (HTTP {Status}); attempt {Attempt}.")]
    private static partial void LogFailure(ILogger logger, string provider, RerankProviderError error, int? status, int attempt);
}
