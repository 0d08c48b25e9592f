using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace RerankKit.Remote;

/// <summary>Sends requests, and sends them again.</summary>
public sealed partial class HttpReranker
{
    // More than any provider explains itself in; the rest is not read.
    private const int LongestError = 64 * 1024;

    private ResiliencePipeline? CreateRetry(RemoteRetryOptions? retry)
    {
        if (retry is null)
        {
            return null;
        }

        var builder = new ResiliencePipelineBuilder { TimeProvider = _timeProvider };
        return builder.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = retry.MaxRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = retry.Delay,
            MaxDelay = retry.MaxDelay,
            ShouldHandle = arguments => new(arguments.Outcome.Exception is RerankProviderException failure && retry.Handles(failure)),
            DelayGenerator = static arguments => new((arguments.Outcome.Exception as RerankProviderException)?.RetryAfter),
        }).Build();
    }

    // All pages of one request's answer; nearly always there is one.
    private async ValueTask SendAsync(RemoteCall call, int request, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(this, call, request);
        do
        {
            using PooledBuffer body = call.Write(request, attempt.PageToken);
            attempt.Body = body;
            attempt.Number = 0;
            if (_retry is null)
            {
                await attempt.RunAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await _retry.ExecuteAsync(static (attempt, token) => attempt.RunAsync(token), attempt, cancellationToken).ConfigureAwait(false);
            }
        }
        while (attempt.PageToken is not null);
    }

    private async ValueTask<ResponseTally> AskAsync(RemoteCall call, int request, PooledBuffer body, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using HttpRequestMessage message = await CreateMessageAsync(HttpMethod.Post, EndpointOf(call.Model), body, both.Token).ConfigureAwait(false);
            using HttpResponseMessage response = await _clients().SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                using PooledBuffer? error = await ReadErrorAsync(response, both.Token).ConfigureAwait(false);
                throw _failure.OfResponse(response, error?.Memory ?? default, call.Query, call.Candidates);
            }

            using PooledBuffer? answer = await ResponseBody.ReadAsync(response.Content, _options.MaxResponseBytes, both.Token).ConfigureAwait(false);
            var tally = new ResponseTally();
            string? problem = answer is null ? $"its body is longer than MaxResponseBytes ({_options.MaxResponseBytes})" : call.Read(answer.Span, request, tally);
            if (problem is not null)
            {
                throw _failure.InvalidResponse(response, problem);
            }

            _provider.ReadHeaders?.Invoke(response, tally);
            return tally;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException or Polly.Timeout.TimeoutRejectedException)
        {
            throw _failure.TimedOut(_options.Timeout);
        }
        catch (Polly.ExecutionRejectedException exception)
        {
            throw _failure.CircuitOpen(exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw _failure.Unreachable(exception);
        }
    }

    private Uri EndpointOf(string? model) =>
        model is null || model == _provider.ModelId || _provider.EndpointOf is null ? _provider.Endpoint : _provider.EndpointOf(model);

    private async ValueTask<HttpRequestMessage> CreateMessageAsync(HttpMethod method, Uri uri, PooledBuffer? body, CancellationToken cancellationToken)
    {
        var message = new HttpRequestMessage(method, uri) { Content = body is null ? null : new PooledContent(body) };
        foreach ((string name, string value) in _provider.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        foreach ((string name, string value) in _headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            await _provider.Authentication.ApplyAsync(message, body?.Memory ?? default, cancellationToken).ConfigureAwait(false);
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

    // The status says enough where the body cannot be had.
    private static async ValueTask<PooledBuffer?> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await ResponseBody.ReadAsync(response.Content, LongestError, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "'{Provider}' failed with {Error} (HTTP {Status}); attempt {Attempt}.")]
    private static partial void LogFailure(ILogger logger, string provider, RerankProviderError error, int? status, int attempt);

    [LoggerMessage(2, LogLevel.Warning, "'{Provider}' did not tell its limits ({Problem}); {Default} documents per request are assumed.")]
    private static partial void LogUnknownLimits(ILogger logger, string provider, string problem, int? @default);

    /// <summary>One request, as often as it is sent.</summary>
    private sealed class Attempt(HttpReranker owner, RemoteCall call, int request)
    {
        public PooledBuffer? Body { get; set; }

        public string? PageToken { get; private set; }

        public int Number { get; set; }

        public async ValueTask RunAsync(CancellationToken cancellationToken)
        {
            Number++;
            if (Number > 1)
            {
                call.CountRetry();
            }

            try
            {
                ResponseTally tally = await owner.AskAsync(call, request, Body!, cancellationToken).ConfigureAwait(false);
                call.Add(tally);

                // A page holds at least one result, so there are no more pages than documents.
                PageToken = owner._provider.HasPages ? tally.PageToken : null;
            }
            catch (RerankProviderException exception)
            {
                LogFailure(owner._logger, owner._provider.Name, exception.Error, exception.StatusCode, Number);
                throw;
            }
        }
    }
}
