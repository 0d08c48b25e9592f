using System.Diagnostics;
using System.Globalization;

namespace RerankKit.Cli.Tests;

/// <summary>The tool as a process of its own.</summary>
internal static class ToolProcess
{
    public static Process Start(params string[] arguments) => Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "RerankKit.Cli.dll"), .. arguments]));

    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "RerankKit.Cli.dll"), .. arguments]);
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Start(start);
    }

    /// <summary>Starts it where no file may grow beyond a number of kilobytes, as on a disk that is full.</summary>
    public static Process StartOnFullDisk(int kilobytes, params string[] arguments)
    {
        string limit = kilobytes.ToString(CultureInfo.InvariantCulture);
        ProcessStartInfo start = new("bash", ["-c", $"trap '' XFSZ; ulimit -f {limit}; exec dotnet exec \"$@\"", "bash", Path.Combine(AppContext.BaseDirectory, "RerankKit.Cli.dll"), .. arguments]);

        // The runtime's own files are large.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Start(start);
    }

    public static async Task SignalAsync(Process process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public static async Task<ToolRun> EndAsync(Process process)
    {
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new(process.ExitCode, output, await error);
    }

    private static Process Start(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.StandardOutputEncoding = System.Text.Encoding.UTF8;
        return Process.Start(start)!;
    }
}
