using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RerankKit.TestSupport;

/// <summary>A server of this process that answers every request by a callback and remembers it.</summary>
public sealed class LocalServer : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Func<LocalRequest, string> _answer;

    public LocalServer(Func<LocalRequest, string> answer)
    {
        _answer = answer;
        (_listener, Url) = Listen();
        _ = Task.Run(ServeAsync);
    }

    public string Url { get; }

    public ConcurrentQueue<LocalRequest> Requests { get; } = new();

    public void Stop() => _listener.Stop();

    public void Dispose() => _listener.Close();

    // The system names a free port; another process may take it before the listener does.
    private static (HttpListener Listener, string Url) Listen()
    {
        for (int attempt = 0; ; attempt++)
        {
            int port;
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                port = ((IPEndPoint)probe.LocalEndpoint).Port;
            }

            string url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/");
            var listener = new HttpListener();
            listener.Prefixes.Add(url);
            try
            {
                listener.Start();
                return (listener, url);
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                listener.Close();
            }
        }
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context = await _listener.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var request = new LocalRequest(context.Request.HttpMethod, context.Request.Url!.AbsolutePath, context.Request.Headers, await reader.ReadToEndAsync());
            Requests.Enqueue(request);
            byte[] body = Encoding.UTF8.GetBytes(_answer(request));
            try
            {
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(body);
                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or IOException or ObjectDisposedException)
            {
                // Whoever asked is gone; the next one is answered.
            }
        }
    }
}

public sealed record LocalRequest(string Method, string Path, NameValueCollection Headers, string Body);
