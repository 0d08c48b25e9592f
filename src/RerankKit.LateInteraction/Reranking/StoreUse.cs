using Microsoft.Extensions.Logging;

namespace RerankKit.LateInteraction;

/// <summary>What one call does with the store. A store that fails does not fail the call.</summary>
internal sealed class StoreUse
{
    private const string StageName = "token-vector-store";
    private readonly ITokenVectorStore _store;
    private readonly bool _writes;
    private readonly bool _isBypassed;
    private readonly bool _keysByText;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private TokenVectorKey[] _keys = [];
    private string _decision = "miss";
    private string? _failure;
    private string? _written;

    /// <param name="options">The store, and whether it is written.</param>
    /// <param name="maxTokens">How far documents are read in this call; null for as far as the stored ones were.</param>
    /// <param name="timeProvider">Measures the store's time.</param>
    /// <param name="logger">Receives warnings.</param>
    public StoreUse(LateInteractionRerankerOptions options, int? maxTokens, TimeProvider timeProvider, ILogger logger)
    {
        _store = options.Store!;
        _isBypassed = maxTokens is not null;
        _keysByText = options.KeysByText;
        _writes = options.StoreEncoded && !_isBypassed;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>How many documents the store had.</summary>
    public int Hits { get; private set; }

    /// <summary>How many it did not have, or could not give.</summary>
    public int Misses { get; private set; }

    /// <summary>The time the store took.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Reads all documents in one round trip.</summary>
    public async Task ReadAsync(LateInteractionCall call)
    {
        if (_isBypassed)
        {
            _decision = "bypassed";
            return;
        }

        long start = _timeProvider.GetTimestamp();
        int count = call.Candidates.Count;
        _keys = [.. call.Candidates.Select(candidate => TokenVectorKey.OfText(candidate.Text, _keysByText ? null : candidate.Id))];

        try
        {
            await ReadKeysAsync(call).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !call.CancellationToken.IsCancellationRequested)
        {
            LateInteractionLog.ReadFailed(_logger, exception, count);
            _decision = "failed";
            _failure = $"The store could not be read: {exception.Message}";
        }

        Misses = count - Hits;
        Elapsed += _timeProvider.GetElapsedTime(start);
    }

    /// <summary>Writes what was encoded. Where the time is up, or the caller gives up, the write goes on by itself.</summary>
    public async Task WriteAsync(LateInteractionCall call)
    {
        if (!_writes || call.Encoded.Count == 0)
        {
            return;
        }

        long start = _timeProvider.GetTimestamp();
        TokenVectorEntry[] entries = [.. call.Encoded.Select(encoded => new TokenVectorEntry(_keys[encoded.Index], encoded.Vectors))];

        // A store may do its work before it returns a task, and the deadline would not be kept.
        Task<string> write = call.Deadline is null ? WriteEntriesAsync(entries) : Task.Run(() => WriteEntriesAsync(entries), CancellationToken.None);
        _written = call.Deadline is null
            ? await write.WaitAsync(call.CancellationToken).ConfigureAwait(false)
            : await call.Deadline.WaitAsync(write).ConfigureAwait(false) ?? "still being stored";
        Elapsed += _timeProvider.GetElapsedTime(start);
    }

    /// <summary>What the store did for the call.</summary>
    public RerankStage Describe(LateInteractionCall call)
    {
        int count = call.Candidates.Count;
        string? reason = _failure
            ?? (_isBypassed ? "MaxTokensPerDocument cuts documents that the store has whole."
                : _decision == "over-budget" ? "There was no time to read it."
                : Hits == count ? null
                : Invariant($"{Hits} of {count} found, {call.Encoded.Count} encoded"));
        return new(StageName, _decision)
        {
            CandidatesIn = count,
            CandidatesScored = Hits,
            Duration = Elapsed,
            Reason = _written is null ? reason : $"{reason}; {_written}",
        };
    }

    private async Task ReadKeysAsync(LateInteractionCall call)
    {
        // Half of the time at most, so that a store that hangs leaves time to encode.
        using Deadline? half = call.Deadline is null ? null : new(_timeProvider, call.Deadline.TimeLeft / 2, call.CancellationToken);
        Task<StoredTokenVectors> reading = _store.ReadAsync(_keys, half?.Token ?? call.Token).AsTask();
        StoredTokenVectors? stored;
        try
        {
            stored = half is null ? await reading.ConfigureAwait(false) : await half.WaitAsync(reading).ConfigureAwait(false);
        }
        catch
        {
            Release(reading);
            throw;
        }

        if (stored is null)
        {
            Release(reading);
            _decision = "over-budget";
            return;
        }

        call.Take(stored);
        Hits = stored.HitCount;
        _decision = Hits == call.Candidates.Count ? "hit" : Hits > 0 ? "partial" : "miss";
    }

    /// <summary>Gives back what an abandoned read brings.</summary>
    private static void Release(Task<StoredTokenVectors> reading) =>
        _ = reading.ContinueWith(
            static task => task.Result.Dispose(),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    private async Task<string> WriteEntriesAsync(TokenVectorEntry[] entries)
    {
        try
        {
            await _store.WriteAsync(entries, CancellationToken.None).ConfigureAwait(false);
            return "stored";
        }
        catch (Exception exception)
        {
            LateInteractionLog.WriteFailed(_logger, exception, entries.Length);
            return $"not stored: {exception.Message}";
        }
    }
}
