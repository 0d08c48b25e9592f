using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RerankKit.ModelDoubles;

/// <summary>A server on this machine, over real connections, that can be told to fail in the ways servers and networks fail.</summary>
internal sealed class KServeServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Func<KServeRequest, KServeReply> _answer;

    public KServeServer(Func<KServeRequest, KServeReply> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public ConcurrentQueue<KServeRequest> Requests { get; } = new();

    public IEnumerable<KServeRequest> Inferences => Requests.Where(request => request.IsInference);

    /// <summary>Answers instead where it does not return null; may wait, until the server closes.</summary>
    public Func<KServeRequest, CancellationToken, Task<KServeReply?>> Interceptor { get; set; } = (_, _) => Task.FromResult<KServeReply?>(null);

    /// <summary>Changes inferences.</summary>
    public void Intercept(Func<KServeRequest, KServeReply?> interceptor) =>
        Interceptor = (request, _) => Task.FromResult(request.IsInference ? interceptor(request) : null);

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_closing.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                NetworkStream stream = client.GetStream();
                while (await ReadAsync(stream) is { } request)
                {
                    Requests.Enqueue(request);
                    KServeReply reply = await Interceptor(request, _closing.Token) ?? _answer(request);
                    await WriteAsync(stream, reply);
                    if (reply.CutAfter is not null)
                    {
                        return;
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
            {
                // The client has gone, or the server is closed.
            }
        }
    }

    private async Task<KServeRequest?> ReadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        byte[] one = new byte[1];
        while (!(head.Count >= 4 && head[^1] == '\n' && head[^3] == '\n'))
        {
            if (await stream.ReadAsync(one, _closing.Token) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        string[] lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] first = lines[0].Split(' ');
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.Skip(1))
        {
            string[] header = line.Split(": ", 2);
            headers[header[0]] = header[1];
        }

        byte[] body = new byte[headers.TryGetValue("Content-Length", out string? length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, _closing.Token);
        return new(first[0], first[1], headers, body);
    }

    private async Task WriteAsync(NetworkStream stream, KServeReply reply)
    {
        var head = new StringBuilder($"HTTP/1.1 {reply.Status} Said\r\nContent-Length: {reply.Body.Length}\r\n");
        foreach ((string name, string value) in reply.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _closing.Token);
        await stream.WriteAsync(reply.Body.AsMemory(0, reply.CutAfter ?? reply.Body.Length), _closing.Token);
    }
}
