using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RerankKit.Remote.Tests;

/// <summary>A small HTTP server on a real socket, for what only sockets do: break, stall, talk nonsense.</summary>
internal sealed class SocketServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<string, SocketAnswer> _answer;
    private int _connections;
    private int _accepted;
    private int _requests;

    /// <summary>Starts it.</summary>
    /// <param name="answer">Answers a request's body.</param>
    public SocketServer(Func<string, SocketAnswer> answer)
    {
        _answer = answer;
        _listener.Start(512);
        Address = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"));
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>How many connections are open.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How many connections there were.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Ends when the first stalled answer has begun.</summary>
    public TaskCompletionSource Stalled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                Interlocked.Increment(ref _accepted);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            using (socket)
            {
                socket.NoDelay = true;
                using var stream = new NetworkStream(socket);
                byte[] buffer = new byte[64 * 1024];
                while (await ReadAsync(stream, buffer) is string body)
                {
                    Interlocked.Increment(ref _requests);
                    if (!await AnswerAsync(socket, stream, _answer(body)))
                    {
                        return;
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went away, or the server was stopped.
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    private async Task<string?> ReadAsync(NetworkStream stream, byte[] buffer)
    {
        int length = 0;
        while (true)
        {
            int headers = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (headers >= 0)
            {
                string text = Encoding.ASCII.GetString(buffer, 0, headers);
                int size = text.Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                    .Select(line => int.Parse(line["Content-Length:".Length..], CultureInfo.InvariantCulture)).FirstOrDefault();
                while (length < headers + 4 + size)
                {
                    length += await stream.ReadAsync(buffer.AsMemory(length), _end.Token) is int read and > 0 ? read : throw new IOException("The request broke off.");
                }

                return Encoding.UTF8.GetString(buffer, headers + 4, size);
            }

            int more = await stream.ReadAsync(buffer.AsMemory(length), _end.Token);
            if (more == 0)
            {
                return null;
            }

            length += more;
        }
    }

    private async Task<bool> AnswerAsync(Socket socket, NetworkStream stream, SocketAnswer answer)
    {
        byte[] bytes = answer.Fault == SocketFault.Nonsense ? Encoding.UTF8.GetBytes(answer.Body + "\r\n\r\n") : Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {answer.Status} S\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(answer.Body)}\r\n{answer.Headers}\r\n{answer.Body}"));
        switch (answer.Fault)
        {
            case SocketFault.Reset or SocketFault.Close:
                await stream.WriteAsync(bytes.AsMemory(0, bytes.Length - (answer.Body.Length / 2) - 1), _end.Token);
                if (answer.Fault == SocketFault.Reset)
                {
                    socket.LingerState = new(enable: true, seconds: 0);
                }

                return false;
            case SocketFault.Stall:
                await stream.WriteAsync(bytes.AsMemory(0, bytes.Length - 1), _end.Token);
                Stalled.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _end.Token);
                return false;
            case SocketFault.Trickle:
                // Never so long without a byte that anybody but a watch on the whole answer would notice.
                for (int sent = 0; sent < bytes.Length; sent++)
                {
                    await stream.WriteAsync(bytes.AsMemory(sent, 1), _end.Token);
                    if (sent == bytes.Length - answer.Body.Length)
                    {
                        Stalled.TrySetResult();
                    }

                    await Task.Delay(sent < bytes.Length - answer.Body.Length ? TimeSpan.Zero : TimeSpan.FromMilliseconds(20), TimeProvider.System, _end.Token);
                }

                return false;
            case SocketFault.Silence:
                return false;
            default:
                await stream.WriteAsync(bytes, _end.Token);
                return answer.Fault == SocketFault.None;
        }
    }
}

internal enum SocketFault
{
    None,

    /// <summary>Half of the body, then a reset connection.</summary>
    Reset,

    /// <summary>Half of the body, then an end of the connection.</summary>
    Close,

    /// <summary>All but the last byte, then nothing.</summary>
    Stall,

    /// <summary>The body byte by byte, with a pause after each.</summary>
    Trickle,

    /// <summary>Not a byte, then an end.</summary>
    Silence,

    /// <summary>The body alone, which is not HTTP.</summary>
    Nonsense,
}

internal sealed record SocketAnswer(string Body, int Status = 200, string Headers = "", SocketFault Fault = SocketFault.None);
