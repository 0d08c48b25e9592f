using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace RerankKit.Models;

/// <summary>Speaks the hub's protocol. Redirects are followed here, so that the token never reaches another host. Thread-safe.</summary>
internal sealed partial class HubClient(HttpClient http, HubSettings settings, TimeProvider timeProvider, ILogger logger)
{
    private const int MaxRedirects = 10;

    // The hub asks tools to name themselves.
    private static readonly ProductInfoHeaderValue Product = new("RerankKit", typeof(HubClient).Assembly.GetName().Version?.ToString(3) ?? "0");

    private volatile bool _wasReached;

    public HubRetry CreateRetry() => new(settings, () => _wasReached, timeProvider, logger);

    /// <summary>Sends a request to the hub, or to where it redirects, and returns when the headers are here.</summary>
    /// <param name="method">GET or HEAD.</param>
    /// <param name="path">Below the endpoint.</param>
    /// <param name="from">Where the wanted part of the content begins, in bytes.</param>
    /// <param name="isHubAnswer">Whether the hub's own answer is wanted, even if it is a redirect to another host.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="TransientHubException">It failed for a reason that may pass.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, long from, bool isHubAnswer, CancellationToken cancellationToken)
    {
        var address = new Uri(settings.Endpoint, path);
        for (int redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            HttpResponseMessage response = await SendOnceAsync(method, address, from, cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not Uri location)
            {
                return response;
            }

            var next = new Uri(address, location);
            if (isHubAnswer && !IsHub(next))
            {
                return response;
            }

            response.Dispose();
            if (next.Scheme is not ("http" or "https") || (next.Scheme == "http" && address.Scheme == "https"))
            {
                throw new ModelStoreException(ModelStoreError.Other, $"{address.Host} redirects to {next.Scheme}://{next.Host}, which is not allowed from {address.Scheme}.");
            }

            address = next;
        }

        throw new ModelStoreException(ModelStoreError.Other, $"{settings.Endpoint} redirects more than {MaxRedirects} times. Check HF_ENDPOINT.");
    }

    /// <summary>Reads or waits, and takes silence for a broken connection.</summary>
    public async ValueTask<T> WithinSilenceAsync<T>(Func<CancellationToken, ValueTask<T>> operation, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(settings.SilenceTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await operation(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientHubException($"nothing came for {settings.SilenceTimeout.TotalSeconds} seconds.", innerException: exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException and not TransientHubException)
        {
            throw new TransientHubException(Sentence(exception), innerException: exception);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpMethod method, Uri address, long from, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.UserAgent.Add(Product);
        request.Headers.AcceptEncoding.Add(new("identity"));
        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
        }

        if (settings.Token is string token && IsHub(address))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        HttpResponseMessage response = await WithinSilenceAsync(
            async silence => await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        _wasReached = true;
        return response;
    }

    private bool IsHub(Uri address) => Uri.Compare(address, settings.Endpoint, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static string Sentence(Exception exception)
    {
        // The outer message of a failed connection or of a cut body says less than the inner one.
        string message = exception is HttpRequestException { InnerException: Exception inner } ? inner.Message : exception.Message;
        return message.EndsWith('.') ? message : message + ".";
    }
}
