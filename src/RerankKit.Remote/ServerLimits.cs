using Microsoft.Extensions.Logging;

namespace RerankKit.Remote;

/// <summary>A server's limits, asked for once. A server that does not tell is asked again a minute later.</summary>
internal sealed partial class ServerLimits(RemoteTransport transport, ProviderDescription provider, TimeProvider timeProvider, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private ServerInfo? _info;
    private long _notBefore = long.MinValue;

    /// <summary>What the server has told; null before.</summary>
    public ServerInfo? Known => Volatile.Read(ref _info);

    /// <summary>Asks a server that may tell now; null where it does not.</summary>
    public async Task<ServerInfo?> AskAsync(CancellationToken cancellationToken)
    {
        long now = timeProvider.GetTimestamp();
        if (provider.Info is null || now < Volatile.Read(ref _notBefore))
        {
            return null;
        }

        (ServerInfo? info, string problem) = await transport.AskInfoAsync(provider.Info, cancellationToken).ConfigureAwait(false);
        if (info is null)
        {
            LogUnknown(logger, provider.Name, problem, provider.MaxDocuments);
            Volatile.Write(ref _notBefore, now + (long)(Pause.TotalSeconds * timeProvider.TimestampFrequency));
        }

        Volatile.Write(ref _info, info);
        return info;
    }

    [LoggerMessage(2, LogLevel.Warning, "'{Provider}' did not tell its limits ({Problem}); {Default} documents per request are assumed.")]
    private static partial void LogUnknown(ILogger logger, string provider, string problem, int? @default);
}
