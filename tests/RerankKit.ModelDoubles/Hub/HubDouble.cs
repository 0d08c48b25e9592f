using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RerankKit.ModelDoubles;

/// <summary>A server on this machine that answers as the hub does, and can be told to fail in the ways hubs and networks fail.</summary>
internal sealed class HubDouble : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<string, HubModel> _models = new(StringComparer.Ordinal);

    public HubDouble()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public ConcurrentQueue<HubRequest> Requests { get; } = new();

    /// <summary>Answers instead of the double where it does not return null.</summary>
    public Func<HubRequest, Task<HubAnswer?>> Interceptor { get; set; } = _ => Task.FromResult<HubAnswer?>(null);

    /// <summary>Downloads of large files are redirected here, as the hub does to its CDN; null serves them itself.</summary>
    public Uri? Cdn { get; set; }

    public void Intercept(Func<HubRequest, HubAnswer?> interceptor) => Interceptor = request => Task.FromResult(interceptor(request));

    public HubModel Add(HubModel model) => _models[model.Id] = model;

    public IEnumerable<HubRequest> Downloads(string path) => Requests.Where(request => request.Method == "GET" && request.Path.EndsWith("/" + path, StringComparison.Ordinal));

    public HubAnswer? Answer(HubRequest request)
    {
        string path = request.Path.Split('?')[0];
        foreach (HubModel model in _models.Values)
        {
            string info = $"/api/models/{model.Id}/revision/";
            if (path.StartsWith(info, StringComparison.Ordinal))
            {
                string revision = Uri.UnescapeDataString(path[info.Length..]);
                return model.CommitOf(revision) is { } commit ? HubAnswer.Json(model.Info(commit)) : HubAnswer.Error(404, "RevisionNotFound", $"Invalid rev id: {revision}");
            }

            string tree = $"/api/models/{model.Id}/tree/";
            if (path.StartsWith(tree, StringComparison.Ordinal))
            {
                return HubAnswer.Json(model.Tree(path[tree.Length..]));
            }

            string resolve = $"/{model.Id}/resolve/";
            if (path.StartsWith(resolve, StringComparison.Ordinal))
            {
                string[] parts = path[resolve.Length..].Split('/', 2);
                string? commit = model.CommitOf(Uri.UnescapeDataString(parts[0]));
                return commit is null ? HubAnswer.Error(404, "RevisionNotFound")
                    : model.Find(commit, Uri.UnescapeDataString(parts[1])) is { } file ? File(request, model, commit, file)
                    : HubAnswer.Error(404, "EntryNotFound", "Entry not found");
            }
        }

        return HubAnswer.Error(401, "RepoNotFound", "Invalid username or password.");
    }

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Dispose();
    }

    private HubAnswer File(HubRequest request, HubModel model, string commit, HubModelFile file)
    {
        Dictionary<string, string> headers = new() { ["X-Repo-Commit"] = commit, ["ETag"] = $"\"{file.BlobName}\"" };
        if (file.IsLarge && Cdn is not null)
        {
            headers["X-Linked-Etag"] = $"\"{file.Sha256}\"";
            headers["X-Linked-Size"] = file.Content.Length.ToString(CultureInfo.InvariantCulture);
            headers["ETag"] = "\"something-else\"";
            headers["Location"] = new Uri(Cdn, $"/{model.Id}/resolve/{commit}/{file.Path}?signature=1").AbsoluteUri;
            return new(302, []) { Headers = headers };
        }

        int from = (int)request.From;
        if (from == 0)
        {
            return new(200, file.Content) { Headers = headers };
        }

        headers["Content-Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{file.Content.Length - 1}/{file.Content.Length}");
        return new(206, file.Content[from..]) { Headers = headers };
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
                NetworkStream stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                string[] first = (await reader.ReadLineAsync(_closing.Token) ?? throw new IOException("closed")).Split(' ');
                Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
                while (await reader.ReadLineAsync(_closing.Token) is { Length: > 0 } line)
                {
                    string[] header = line.Split(": ", 2);
                    headers[header[0]] = header[1];
                }

                var request = new HubRequest(first[0], first[1], headers);
                Requests.Enqueue(request);
                await WriteAsync(stream, request, await Interceptor(request) ?? Answer(request)!);
                client.Client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
            {
                // The client has gone, or the double is closed.
            }
        }
    }

    private async Task WriteAsync(NetworkStream stream, HubRequest request, HubAnswer answer)
    {
        var head = new StringBuilder($"HTTP/1.1 {answer.Status} Said\r\nConnection: close\r\n");
        if (!answer.Headers.ContainsKey("Content-Length"))
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.Body.Length}\r\n");
        }

        foreach ((string name, string value) in answer.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _closing.Token);
        if (request.Method != "HEAD")
        {
            await stream.WriteAsync(answer.Body.AsMemory(0, answer.CutAfter ?? answer.SilentAfter ?? answer.Body.Length), _closing.Token);
            if (answer.SilentAfter is not null)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _closing.Token);
            }
        }
    }
}
