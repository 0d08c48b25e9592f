using System.Net.Sockets;

namespace RerankKit.Remote.Tests;

/// <summary>A client for which no host name exists; a machine's own resolver may take seconds to say so.</summary>
internal static class UnknownNames
{
    public static HttpClient Client() => new(new SocketsHttpHandler
    {
        ConnectCallback = static (_, _) => ValueTask.FromException<Stream>(new SocketException((int)SocketError.HostNotFound)),
    });
}
