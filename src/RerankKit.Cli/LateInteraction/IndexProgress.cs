using System.Globalization;

namespace RerankKit.Cli.LateInteraction;

/// <summary>Says every few seconds how far a build is.</summary>
internal sealed class IndexProgress(ToolConsole console) : IProgress<TokenVectorBuildProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private readonly long _start = console.TimeProvider.GetTimestamp();
    private TimeSpan _last;

    public TimeSpan Elapsed => console.TimeProvider.GetElapsedTime(_start);

    public void Report(TokenVectorBuildProgress value)
    {
        TimeSpan elapsed = Elapsed;
        if (elapsed - _last >= Pause)
        {
            _last = elapsed;
            console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{value.DocumentCount:N0} documents, {value.SkippedCount:N0} of them stored before; {value.StoredCount / elapsed.TotalSeconds:N0} documents/s"));
        }
    }
}
