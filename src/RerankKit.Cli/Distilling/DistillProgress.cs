namespace RerankKit.Cli.Distilling;

/// <summary>Says every few seconds how far the work is, and how long it will still take.</summary>
internal sealed class DistillProgress(ToolConsole console, string what, int total, int before = 0)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private readonly long _start = console.TimeProvider.GetTimestamp();
    private TimeSpan _last;

    public void Report(int done)
    {
        TimeSpan elapsed = console.TimeProvider.GetElapsedTime(_start);
        if (elapsed - _last < Pause || done == total)
        {
            return;
        }

        _last = elapsed;
        double each = elapsed.TotalSeconds / Math.Max(1, done - before);
        console.Error.WriteLine(Invariant($"{done:N0} of {total:N0} {what}, {1 / each:N0} a second, about {Words(each * (total - done))} left"));
    }

    private static string Words(double seconds) => seconds switch
    {
        < 90 => Invariant($"{Math.Ceiling(seconds):0} s"),
        < 5400 => Invariant($"{Math.Ceiling(seconds / 60):0} min"),
        _ => Invariant($"{seconds / 3600:0.0} h"),
    };
}
