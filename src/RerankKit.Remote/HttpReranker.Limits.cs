using System.Globalization;
using System.Text.Json;

namespace RerankKit.Remote;

/// <summary>Asks a server for its limits.</summary>
public sealed partial class HttpReranker
{
    private static readonly TimeSpan LongestLookUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookUpPause = TimeSpan.FromMinutes(1);

    /// <summary>A server's limits, asked for once. A server that does not tell is asked again a minute later.</summary>
    private sealed class ServerLimits(HttpReranker owner, Uri address)
    {
        private ServerInfo? _info;
        private long _notBefore = long.MinValue;

        public async ValueTask<ServerInfo?> GetAsync(CancellationToken cancellationToken)
        {
            ServerInfo? info = Volatile.Read(ref _info);
            long now = owner._timeProvider.GetTimestamp();
            if (info is not null || now < Volatile.Read(ref _notBefore))
            {
                return info;
            }

            string problem;
            try
            {
                (info, problem) = await AskAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException or JsonException
                or InvalidOperationException or RerankProviderException or Polly.ExecutionRejectedException)
            {
                problem = exception.GetType().Name;
            }

            if (info is null)
            {
                LogUnknownLimits(owner._logger, owner._provider.Name, problem, owner._provider.MaxDocuments);
                Volatile.Write(ref _notBefore, now + (long)(LookUpPause.TotalSeconds * owner._timeProvider.TimestampFrequency));
            }

            Volatile.Write(ref _info, info);
            return info;
        }

        private async ValueTask<(ServerInfo? Info, string Problem)> AskAsync(CancellationToken cancellationToken)
        {
            TimeSpan limit = owner._options.Timeout < LongestLookUp ? owner._options.Timeout : LongestLookUp;
            using var timeout = new CancellationTokenSource(limit, owner._timeProvider);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            using HttpRequestMessage message = await owner.CreateMessageAsync(HttpMethod.Get, address, body: null, both.Token).ConfigureAwait(false);
            using HttpResponseMessage response = await owner._clients()
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token)
                .ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                return (null, string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode}"));
            }

            using PooledBuffer? body = await ResponseBody.ReadAsync(response.Content, LongestError, both.Token).ConfigureAwait(false);
            return body is null ? (null, "too long an answer") : (ServerInfo.Read(body.Memory), "");
        }
    }
}
