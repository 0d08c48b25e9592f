using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RerankKit.TestSupport;

/// <summary>A client that costs next to nothing: it sends bytes that are made once, and reads the answer into one buffer.</summary>
public sealed class RawHttpConnection : IDisposable
{
    private static readonly byte[] EndOfChunks = "0\r\n\r\n"u8.ToArray();
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request;
    private readonly byte[] _answer = new byte[1 << 20];

    public RawHttpConnection(Uri address, string path, string body)
    {
        byte[] content = Encoding.UTF8.GetBytes(body);
        string head = FormattableString.Invariant($"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: {content.Length}\r\n\r\n");
        _request = [.. Encoding.ASCII.GetBytes(head), .. content];
        _socket.Connect(IPAddress.Loopback, address.Port);
    }

    /// <summary>Sends the request, and reads the answer to its end.</summary>
    public void Exchange()
    {
        _socket.Send(_request);
        int length = 0;
        do
        {
            length += _socket.Receive(_answer.AsSpan(length));
        }
        while (!_answer.AsSpan(0, length).EndsWith(EndOfChunks));
        if (!_answer.AsSpan(0, length).StartsWith("HTTP/1.1 200 "u8))
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(_answer, 0, length));
        }
    }

    public void Dispose() => _socket.Dispose();
}
