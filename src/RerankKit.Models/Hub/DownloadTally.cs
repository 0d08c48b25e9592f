namespace RerankKit.Models;

/// <summary>Adds up what several downloads receive, and reports it in order. Thread-safe.</summary>
internal sealed class DownloadTally(string modelId, IProgress<ModelDownloadProgress>? progress, TimeProvider timeProvider)
{
    // More often than anybody can look.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private long _received;
    private long _total;
    private long? _lastReport;

    /// <summary>Announces a file.</summary>
    public void Expect(long bytes)
    {
        lock (_lock)
        {
            _total += bytes;
        }
    }

    /// <summary>Notes that a file got from one length to another, which may be a shorter one where it starts over.</summary>
    public void Move(HubFile file, long from, long to, bool isComplete)
    {
        if (progress is null)
        {
            return;
        }

        lock (_lock)
        {
            _received += to - from;
            if (!isComplete && _lastReport is long last && timeProvider.GetElapsedTime(last) < Interval)
            {
                return;
            }

            _lastReport = timeProvider.GetTimestamp();
            progress.Report(new(modelId, file.Path, to, file.Size ?? to, _received, _total) { IsFileComplete = isComplete });
        }
    }
}
