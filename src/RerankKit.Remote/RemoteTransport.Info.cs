namespace RerankKit.Remote;

/// <content>Asks a server for its limits.</content>
internal sealed partial class RemoteTransport
{
    private static readonly TimeSpan LongestLookUp = TimeSpan.FromSeconds(5);

    /// <summary>Reads what a server says about itself; null and why where it does not.</summary>
    public async ValueTask<(ServerInfo? Info, string Problem)> AskInfoAsync(Uri address, CancellationToken cancellationToken)
    {
        TimeSpan limit = options.Timeout < LongestLookUp ? options.Timeout : LongestLookUp;
        using var timeout = new CancellationTokenSource(limit, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using HttpRequestMessage message = await CreateMessageAsync(HttpMethod.Get, address, body: null, both.Token).ConfigureAwait(false);
            using HttpResponseMessage response = await clients().SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                return (null, Invariant($"HTTP {(int)response.StatusCode}"));
            }

            using PooledBuffer? body = await ResponseBody.ReadAsync(response.Content, ResponseBody.LongestError, both.Token).ConfigureAwait(false);
            return body is null ? (null, "too long an answer") : (ServerInfo.Read(body.Memory), "");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException or JsonException
            or InvalidOperationException or Polly.ExecutionRejectedException)
        {
            return (null, exception.GetType().Name);
        }
    }
}
