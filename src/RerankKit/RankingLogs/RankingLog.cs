using System.Buffers;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace RerankKit;

/// <summary>Keeps rankings and clicks as lines of JSON, for <c>rerankkit lift</c>. Thread-safe.</summary>
/// <remarks>
/// Writing takes a place in a bounded queue and returns; a task of its own makes the text, gives it to the logger (level Debug) and appends it to the
/// file. Nothing here makes a request wait or fail: when the queue is full or the file cannot be written, entries are dropped, counted
/// (<see cref="DroppedCount"/>, instrument <c>rerankkit.ranking_log.entries</c>) and warned of once until it works again.
/// </remarks>
public sealed partial class RankingLog : IAsyncDisposable, IDisposable
{
    /// <summary>The additional property of options and responses with the id of a request. A call without one gets that of its trace, or a new one.</summary>
    public const string RequestIdProperty = "rerankkit.request_id";

    private const int BatchBytes = 1 << 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly RankingLogOptions _options;
    private readonly ILogger? _logger;
    private readonly TimeProvider _timeProvider;
    private readonly Channel<Action<RankingLog>> _queue;
    private readonly ArrayBufferWriter<byte> _batch = new();
    private readonly RankingLogTarget? _target;
    private readonly Task _writing;
    private int _inBatch;
    private bool _isFailing;
    private int _isFull;
    private long _written;
    private long _dropped;

    /// <summary>Opens a log. The file is made with the first entry.</summary>
    /// <param name="options">Where it writes; null for the logger only.</param>
    /// <param name="logger">Gets each entry at level Debug, and warnings.</param>
    /// <param name="timeProvider">Says when; null for the system's clock.</param>
    public RankingLog(RankingLogOptions? options = null, ILogger<RankingLog>? logger = null, TimeProvider? timeProvider = null)
    {
        _options = (options ?? new()).Clone();
        _logger = logger;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _target = _options.Path is { Length: > 0 } path ? new(path, _timeProvider) : null;
        _queue = Channel.CreateBounded<Action<RankingLog>>(new BoundedChannelOptions(_options.Capacity) { SingleReader = true });
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>How many entries were written.</summary>
    public long WrittenCount => Interlocked.Read(ref _written);

    /// <summary>How many entries were dropped, because the queue was full, the file could not be written, or the log was closed.</summary>
    public long DroppedCount => Interlocked.Read(ref _dropped);

    /// <summary>The id under which the ranking of a response is logged, to give to the page that shows it and to <see cref="WriteClick"/>.</summary>
    /// <param name="response">The response.</param>
    /// <returns>The id; null where the call was not logged.</returns>
    public static string? GetRequestId(RerankResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return RankingRequest.IdOf(response.AdditionalProperties);
    }

    /// <summary>Logs a ranking.</summary>
    /// <param name="record">The ranking; not changed afterwards.</param>
    public void Write(RankingRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        DateTimeOffset time = _timeProvider.GetUtcNow();
        Enqueue(log => log.Append(json => RankingLogJson.Write(json, record, time, log._options)));
    }

    /// <summary>Logs that somebody clicked a document of a ranking.</summary>
    /// <param name="requestId">The id of the ranking's request.</param>
    /// <param name="documentId">The document.</param>
    public void WriteClick(string requestId, string documentId)
    {
        ArgumentException.ThrowIfNullOrEmpty(requestId);
        ArgumentException.ThrowIfNullOrEmpty(documentId);
        DateTimeOffset time = _timeProvider.GetUtcNow();
        Enqueue(log => log.Append(json => RankingLogJson.WriteClick(json, requestId, documentId, time)));
    }

    /// <summary>Waits until what was logged so far is written or dropped.</summary>
    /// <returns>A task that completes then.</returns>
    public async Task FlushAsync()
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _queue.Writer.WriteAsync(log =>
            {
                log.WriteBatch();
                written.SetResult();
            }).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            await _writing.ConfigureAwait(false);
            return;
        }

        await written.Task.ConfigureAwait(false);
    }

    /// <summary>Writes what waits, and closes the file.</summary>
    /// <returns>A task that completes then.</returns>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    /// <summary>Writes what waits, for up to five seconds, and closes the file.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _writing.Wait(Patience);
    }

    private void Enqueue(Action<RankingLog> entry)
    {
        if (_queue.Writer.TryWrite(entry))
        {
            return;
        }

        Drop(1, "full");
        if (_logger is not null && Interlocked.Exchange(ref _isFull, 1) == 0)
        {
            LogFull(_logger, _options.Capacity);
        }
    }

    private async Task WriteAsync()
    {
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_queue.Reader.TryRead(out Action<RankingLog>? entry))
            {
                entry(this);
                if (_batch.WrittenCount >= BatchBytes)
                {
                    WriteBatch();
                }
            }

            WriteBatch();
            Volatile.Write(ref _isFull, 0);
        }

        _target?.Dispose();
    }

    private void Append(Action<System.Text.Json.Utf8JsonWriter> write)
    {
        int start = _batch.WrittenCount;
        RankingLogJson.Append(_batch, write);
        _inBatch++;
        if (_logger?.IsEnabled(LogLevel.Debug) == true)
        {
            LogEntry(_logger, System.Text.Encoding.UTF8.GetString(_batch.WrittenSpan[start..^1]));
        }
    }

    private void WriteBatch()
    {
        if (_inBatch == 0)
        {
            return;
        }

        try
        {
            _target?.Append(_batch.WrittenSpan);
            Interlocked.Add(ref _written, _inBatch);
            RerankKitInstruments.RankingLogEntries.Add(_inBatch, new KeyValuePair<string, object?>(TelemetryNames.Outcome, "written"));
            _isFailing = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            Drop(_inBatch, "failed");
            if (_logger is not null && !_isFailing)
            {
                LogFailed(_logger, exception, _options.Path!);
            }

            _isFailing = true;
        }

        _inBatch = 0;
        _batch.ResetWrittenCount();
    }

    private void Drop(int count, string outcome)
    {
        Interlocked.Add(ref _dropped, count);
        RerankKitInstruments.RankingLogEntries.Add(count, new KeyValuePair<string, object?>(TelemetryNames.Outcome, outcome));
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Ranking log: {Entry}")]
    private static partial void LogEntry(ILogger logger, string entry);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ranking log drops entries: {Capacity} wait to be written already")]
    private static partial void LogFull(ILogger logger, int capacity);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ranking log drops entries: '{Path}' cannot be written")]
    private static partial void LogFailed(ILogger logger, Exception exception, string path);
}
