using System.Diagnostics;

namespace RerankKit.ModelDoubles;

/// <summary>Runs the program of a test project in a process of its own, as applications start: nothing is loaded yet.</summary>
internal static class OwnProcess
{
    /// <summary>Returns what it wrote.</summary>
    /// <param name="program">A type of the project.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="variables">Environment variables, beside those of this process.</param>
    public static async Task<string> SayAsync(Type program, IReadOnlyList<string> arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", program.Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? said.Trim() : throw new InvalidOperationException(await errors);
    }
}
