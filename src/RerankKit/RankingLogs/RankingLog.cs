using Microsoft.Extensions.Logging;

namespace RerankKit;

/// <summary>Keeps rankings and clicks as lines of JSON, for <c>rerankkit lift</c>. Thread-safe.</summary>
/// <remarks>
/// Writing takes a place in a bounded queue and returns; a task of its own makes the text, gives it to the logger (level Debug) and appends it to the
/// file. Nothing here makes a request wait or fail: where the queue is full, the file cannot be written or the log is closed, entries are dropped, counted
/// (<see cref="DroppedCount"/>, instrument <c>rerankkit.ranking_log.entries</c>) and warned of once until it works again.
/// </remarks>
public sealed class RankingLog : IAsyncDisposable, IDisposable
{
    /// <summary>The additional property of options and responses with the id of a request. A call without one gets a new one.</summary>
    public const string RequestIdProperty = TelemetryNames.RequestId;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly RankingLogOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly RankingLogWriter _writer;

    /// <summary>Opens a log. The file is made with the first entry.</summary>
    /// <param name="options">Where it writes; null for the logger only.</param>
    /// <param name="logger">Gets each entry at level Debug, and warnings.</param>
    /// <param name="timeProvider">Says when; null for the system's clock.</param>
    public RankingLog(RankingLogOptions? options = null, ILogger<RankingLog>? logger = null, TimeProvider? timeProvider = null)
    {
        _options = (options ?? new()).Clone();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _writer = new(_options, logger, _timeProvider);
    }

    /// <summary>How many entries were written.</summary>
    public long WrittenCount => _writer.Written;

    /// <summary>How many entries were dropped, because the queue was full, the file could not be written, or the log was closed.</summary>
    public long DroppedCount => _writer.Dropped;

    /// <summary>The id under which the call behind a response is logged, to give to the page that shows it and to <see cref="WriteClick"/>.</summary>
    /// <param name="response">The response.</param>
    /// <returns>The id; null where the call was not logged.</returns>
    public static string? GetRequestId(RerankResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return RankingRequest.IdOf(response.AdditionalProperties);
    }

    /// <summary>Logs rankings of a call.</summary>
    /// <param name="record">The rankings; not changed afterwards.</param>
    public void Write(RankingRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        DateTimeOffset time = _timeProvider.GetUtcNow();
        _writer.Enqueue(lines => RankingLogJson.Append(lines, time, record, _options));
    }

    /// <summary>Logs that somebody clicked a document of a ranking.</summary>
    /// <param name="requestId">The id of the ranking's request.</param>
    /// <param name="documentId">The document.</param>
    public void WriteClick(string requestId, string documentId)
    {
        ArgumentException.ThrowIfNullOrEmpty(requestId);
        ArgumentException.ThrowIfNullOrEmpty(documentId);
        DateTimeOffset time = _timeProvider.GetUtcNow();
        _writer.Enqueue(lines => RankingLogJson.Append(lines, time, requestId, documentId));
    }

    /// <summary>Waits until what was logged so far is written or dropped.</summary>
    /// <returns>A task that completes then.</returns>
    public Task FlushAsync() => _writer.FlushAsync();

    /// <summary>Writes what waits, and closes the file.</summary>
    /// <returns>A task that completes then.</returns>
    public async ValueTask DisposeAsync() => await _writer.CloseAsync().ConfigureAwait(false);

    /// <summary>Writes what waits, for up to five seconds, and closes the file.</summary>
    public void Dispose() => _writer.CloseAsync().Wait(Patience);
}
