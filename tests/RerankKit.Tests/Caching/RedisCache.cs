using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Caching.Distributed;

namespace RerankKit.Tests.Caching;

/// <summary>The smallest Redis client that is a batched distributed cache: one connection, RESP2, pipelined commands.</summary>
internal sealed class RedisCache(int port) : IBatchedDistributedCache, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private TcpClient? _client;
    private NetworkStream? _network;
    private BufferedStream? _stream;

    /// <summary>How often something was sent and waited for.</summary>
    public int RoundTrips { get; private set; }

    public async Task<IReadOnlyList<byte[]?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        object?[] replies = await SendAsync([["MGET", .. keys]], cancellationToken);
        return [.. ((object?[])replies[0]!).Cast<byte[]?>()];
    }

    public async Task SetManyAsync(
        IReadOnlyList<KeyValuePair<string, byte[]>> entries, DistributedCacheEntryOptions options, CancellationToken cancellationToken = default)
    {
        string lifetime = options.AbsoluteExpirationRelativeToNow!.Value.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);
        await SendAsync([.. entries.Select(entry => new object[] { "SET", entry.Key, entry.Value, "PX", lifetime })], cancellationToken);
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) => (await GetManyAsync([key], token))[0];

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        SetManyAsync([new(key, value)], options, token);

    public Task RemoveAsync(string key, CancellationToken token = default) => CommandAsync("DEL", key);

    public async Task<object?> CommandAsync(params string[] command) => (await SendAsync([command], default))[0];

    /// <summary>How often the server has run a command since it was started or reset.</summary>
    public async Task<int> CallsOf(string command)
    {
        string statistics = Encoding.UTF8.GetString((byte[])(await CommandAsync("INFO", "commandstats"))!);
        string? line = statistics.Split("\r\n").SingleOrDefault(line => line.StartsWith($"cmdstat_{command}:", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line.Split("calls=")[1].Split(',')[0], CultureInfo.InvariantCulture);
    }

    public byte[]? Get(string key) => throw new NotSupportedException("the cache is asynchronous");

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException("the cache is asynchronous");

    public void Remove(string key) => throw new NotSupportedException("the cache is asynchronous");

    public void Refresh(string key) => throw new NotSupportedException("nothing slides");

    public Task RefreshAsync(string key, CancellationToken token = default) => throw new NotSupportedException("nothing slides");

    public void Dispose()
    {
        _stream?.Dispose();
        _network?.Dispose();
        _client?.Dispose();
        _turn.Dispose();
    }

    private async Task<object?[]> SendAsync(object[][] commands, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_stream is null)
            {
                _client = new TcpClient { NoDelay = true };
                await _client.ConnectAsync("127.0.0.1", port, cancellationToken);
                _network = _client.GetStream();
                _stream = new(_network, 1 << 16);
            }

            RoundTrips++;
            using var request = new MemoryStream();
            foreach (object[] command in commands)
            {
                Write(request, $"*{command.Length}\r\n");
                foreach (object part in command)
                {
                    byte[] bytes = part as byte[] ?? Encoding.UTF8.GetBytes((string)part);
                    Write(request, $"${bytes.Length}\r\n");
                    request.Write(bytes);
                    Write(request, "\r\n");
                }
            }

            await _network!.WriteAsync(request.ToArray(), cancellationToken);
            object?[] replies = new object?[commands.Length];
            for (int i = 0; i < replies.Length; i++)
            {
                replies[i] = Read();
            }

            return replies;
        }
        finally
        {
            _turn.Release();
        }
    }

    private static void Write(MemoryStream request, string text) => request.Write(Encoding.ASCII.GetBytes(text));

    private object? Read()
    {
        string line = ReadLine();
        string rest = line[1..];
        return line[0] switch
        {
            '+' => rest,
            ':' => long.Parse(rest, CultureInfo.InvariantCulture),
            '$' when rest == "-1" => null,
            '$' => ReadBytes(int.Parse(rest, CultureInfo.InvariantCulture)),
            '*' => ReadArray(int.Parse(rest, CultureInfo.InvariantCulture)),
            _ => throw new IOException(line),
        };
    }

    private object?[] ReadArray(int count)
    {
        object?[] items = new object?[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = Read();
        }

        return items;
    }

    private byte[] ReadBytes(int count)
    {
        byte[] bytes = new byte[count];
        _stream!.ReadExactly(bytes);
        ReadLine();
        return bytes;
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        int value;
        while ((value = _stream!.ReadByte()) != '\n')
        {
            if (value < 0)
            {
                throw new IOException("the server closed the connection");
            }

            if (value != '\r')
            {
                line.Append((char)value);
            }
        }

        return line.ToString();
    }
}
