using System.Buffers;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RerankKit;

/// <summary>The queue of a log, and the task that empties it. Nothing thrown here reaches a request.</summary>
internal sealed partial class RankingLogWriter
{
    private const int BatchBytes = 1 << 16;
    private readonly ILogger _logger;
    private readonly int _capacity;
    private readonly string? _path;
    private readonly RankingLogTarget? _target;
    private readonly Channel<Entry> _queue;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly ArrayBufferWriter<byte> _batch = new();
    private readonly Task _writing;
    private int _inBatch;
    private bool _isFailing;
    private int _isFull;
    private long _written;
    private long _dropped;

    public RankingLogWriter(RankingLogOptions options, ILogger? logger, TimeProvider timeProvider)
    {
        _logger = logger ?? NullLogger.Instance;
        _capacity = options.Capacity;
        _path = options.Path;
        _target = string.IsNullOrEmpty(_path) ? null : new(_path, timeProvider);
        _queue = Channel.CreateBounded<Entry>(new BoundedChannelOptions(_capacity) { SingleReader = true });
        _writing = Task.Run(WriteAsync);
    }

    public long Written => Interlocked.Read(ref _written);

    public long Dropped => Interlocked.Read(ref _dropped);

    public void Enqueue(Action<ArrayBufferWriter<byte>> append)
    {
        if (_queue.Writer.TryWrite(new(append, null)))
        {
            return;
        }

        bool isClosed = _queue.Reader.Completion.IsCompleted || _writing.IsCompleted;
        Drop(1, isClosed ? "closed" : "full");
        if (!isClosed && Interlocked.Exchange(ref _isFull, 1) == 0)
        {
            Tell(() => LogFull(_capacity));
        }
    }

    public async Task FlushAsync()
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _queue.Writer.WriteAsync(new(null, flushed)).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            flushed = null;
        }

        await (flushed?.Task ?? _writing).ConfigureAwait(false);
    }

    public Task CloseAsync()
    {
        _queue.Writer.TryComplete();
        return _writing;
    }

    private async Task WriteAsync()
    {
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_queue.Reader.TryRead(out Entry entry))
            {
                Append(entry);
            }

            WriteBatch();
            Volatile.Write(ref _isFull, 0);
        }

        _target?.Dispose();
    }

    private void Append(Entry entry)
    {
        if (entry.Append is not null && TryMakeLine(entry.Append))
        {
            _batch.Write(_line.WrittenSpan);
            _inBatch++;
            Tell(() =>
            {
                if (_logger.IsEnabled(LogLevel.Debug))
                {
                    LogEntry(Encoding.UTF8.GetString(_line.WrittenSpan[..^1]));
                }
            });
        }

        if (_batch.WrittenCount >= BatchBytes || entry.Flushed is not null)
        {
            WriteBatch();
        }

        entry.Flushed?.SetResult();
    }

    private bool TryMakeLine(Action<ArrayBufferWriter<byte>> append)
    {
        _line.ResetWrittenCount();
        try
        {
            append(_line);
            return true;
        }
        catch (Exception exception)
        {
            Fail(1, exception); // a list that was changed after it was given
            return false;
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
        catch (Exception exception)
        {
            Fail(_inBatch, exception);
        }

        _inBatch = 0;
        _batch.ResetWrittenCount();
    }

    private void Fail(int count, Exception exception)
    {
        Drop(count, "failed");
        if (!_isFailing)
        {
            _isFailing = true;
            Tell(() => LogFailed(exception, _path));
        }
    }

    private void Drop(int count, string outcome)
    {
        Interlocked.Add(ref _dropped, count);
        RerankKitInstruments.RankingLogEntries.Add(count, new KeyValuePair<string, object?>(TelemetryNames.Outcome, outcome));
    }

    private static bool Tell(Action log)
    {
        try
        {
            log();
            return true;
        }
        catch (Exception)
        {
            return false; // a logger that throws has nobody to tell; the file is written all the same
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "Ranking log: {Entry}")]
    private partial void LogEntry(string entry);

    [LoggerMessage(2, LogLevel.Warning, "The ranking log drops entries: {Capacity} wait to be written already")]
    private partial void LogFull(int capacity);

    [LoggerMessage(3, LogLevel.Warning, "The ranking log drops entries: '{Path}' cannot be written")]
    private partial void LogFailed(Exception exception, string? path);

    private readonly record struct Entry(Action<ArrayBufferWriter<byte>>? Append, TaskCompletionSource? Flushed);
}
