using System.Diagnostics;
using System.Globalization;
using RerankKit.Sqlite.CrashWriter;

namespace RerankKit.Sqlite.Tests.Durability;

/// <summary>The crash writer in a process of its own, and what it has said so far.</summary>
internal sealed class WriterProcess : IDisposable
{
    private readonly Process _process;

    public WriterProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(CrashBatch).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // Faster to start, and nothing of the test host's.
        start.Environment["DOTNET_TieredCompilation"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment.Remove("VSTEST_CONNECTION_TIMEOUT");
        _process = Process.Start(start)!;
    }

    /// <summary>The last batch that it said to have committed; -1 for none.</summary>
    public int Committed { get; private set; } = -1;

    public string LastLine { get; private set; } = "";

    /// <summary>Reads what it says, to the end or until a line satisfies the condition.</summary>
    /// <returns>False at the end.</returns>
    public bool ReadUntil(Func<string, bool> condition)
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            LastLine = line;
            if (line.StartsWith("committed ", StringComparison.Ordinal))
            {
                Committed = int.Parse(line.AsSpan("committed ".Length), NumberStyles.None, CultureInfo.InvariantCulture);
            }

            if (condition(line))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Ends it at once, without a chance to clean up, and reads what it had said before.</summary>
    public void Kill()
    {
        _process.Kill();
        ReadUntil(_ => false);
        _process.WaitForExit();
    }

    public int WaitForExit()
    {
        ReadUntil(_ => false);
        string errors = _process.StandardError.ReadToEnd();
        _process.WaitForExit();
        Assert.That(errors, Is.Empty);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
