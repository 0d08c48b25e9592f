using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;

namespace RerankKit.Remote;

/// <summary>Sends requests to one service, and sends them again.</summary>
internal sealed partial class RemoteTransport
{
    private readonly Func<HttpClient> _clients;
    private readonly ServiceDescription _service;
    private readonly RemoteServiceOptions _options;
    private readonly KeyValuePair<string, string>[] _headers;
    private readonly ProviderFailure _failure;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline? _retry;

    public RemoteTransport(Func<HttpClient> clients, ServiceDescription service, RemoteServiceOptions options, TimeProvider timeProvider, ILogger? logger)
    {
        _clients = clients;
        _service = service;
        _options = options;
        _headers = options.CheckHeaders();
        _failure = new(service, _headers, timeProvider);
        _timeProvider = timeProvider;
        _logger = logger ?? NullLogger.Instance;
        _retry = options.Retry?.CreatePipeline(timeProvider);
    }

    public ProviderFailure Failure => _failure;

    /// <summary>Sends a request as often as it needs and may be.</summary>
    /// <exception cref="RerankProviderException">There was no usable answer.</exception>
    public async ValueTask SendAsync(RemoteExchange exchange, CancellationToken cancellationToken)
    {
        var attempts = new Attempts(this, exchange);
        if (_retry is null)
        {
            await attempts.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await _retry.ExecuteAsync(static (attempts, token) => attempts.RunAsync(token), attempts, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask AskAsync(RemoteExchange exchange, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using HttpResponseMessage response = await OpenAsync(exchange, both.Token).ConfigureAwait(false);
            using PooledBuffer? answer = await ResponseBody.ReadAsync(response.Content, _options.MaxResponseBytes, both.Token).ConfigureAwait(false);
            string? problem = answer is null
                ? Invariant($"its body is longer than MaxResponseBytes ({_options.MaxResponseBytes})")
                : exchange.Read(answer.Memory, response);
            if (problem is not null)
            {
                throw _failure.OfAnswer(response, problem, answer?.Memory ?? default, exchange.Query, exchange.Candidates);
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
        HttpResponseMessage response = await _clients().SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            using PooledBuffer? error = await ResponseBody.ReadErrorAsync(response.Content, cancellationToken).ConfigureAwait(false);
            throw _failure.OfResponse(response, error?.Memory ?? default, exchange.Query, exchange.Candidates);
        }
    }

    public static bool IsOfTransport(Exception exception) =>
        exception is OperationCanceledException or HttpRequestException or ExecutionRejectedException or IOException and not RerankServiceException;

    /// <summary>What a failure of the transport is to the caller, whose own token is the one given.</summary>
    public Exception Translate(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => new OperationCanceledException(cancellationToken),
        OperationCanceledException or Polly.Timeout.TimeoutRejectedException => _failure.TimedOut(_options.Timeout),
        ExecutionRejectedException => _failure.CircuitOpen(exception),
        _ => _failure.Unreachable(exception),
    };

    private async ValueTask<HttpRequestMessage> CreateMessageAsync(HttpMethod method, Uri uri, PooledBuffer? body, CancellationToken cancellationToken)
    {
        var message = new HttpRequestMessage(method, uri) { Content = body is null ? null : new PooledContent(body) };
        foreach ((string name, string value) in _service.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        foreach ((string name, string value) in _headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            await _service.Authentication.ApplyAsync(message, body?.Memory ?? default, cancellationToken).ConfigureAwait(false);
            return message;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            message.Dispose();
            throw _failure.Credentials(exception);
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "'{Provider}' failed with {Error} (HTTP {Status}); attempt {Attempt}.")]
    private static partial void LogFailure(ILogger logger, string provider, RerankProviderError error, int? status, int attempt);

    /// <summary>One request, as often as it is sent.</summary>
    private sealed class Attempts(RemoteTransport owner, RemoteExchange exchange)
    {
        private int _number;

        public async ValueTask RunAsync(CancellationToken cancellationToken)
        {
            if (++_number > 1)
            {
                exchange.CountRetry();
            }

            try
            {
                await owner.AskAsync(exchange, cancellationToken).ConfigureAwait(false);
            }
            catch (RerankProviderException exception)
            {
                LogFailure(owner._logger, owner._service.Name, exception.Error, (int?)exception.StatusCode, _number);
                throw;
            }
        }
    }
}
