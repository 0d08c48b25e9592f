using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace RerankKit.TestSupport;

/// <summary>samples/Server as a process of its own, on a free port.</summary>
public sealed partial class SampleServer : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private SampleServer(Process process) => _process = process;

    public HttpClient Client { get; } = new();

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static string Assembly { get; } = Path.Combine(
        RepositoryRoot.Path, "samples", "Server", "bin", AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "Server.dll");

    /// <summary>Starts it with settings as environment variables, and waits until it listens.</summary>
    public static Task<SampleServer> StartAsync(params (string Name, string Value)[] settings) => StartAsync(Assembly, settings);

    /// <summary>Starts another application of the same kind.</summary>
    public static async Task<SampleServer> StartAsync(string assembly, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", assembly, "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = Path.GetDirectoryName(assembly)!,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = new SampleServer(new Process { StartInfo = start });
        void read(string? line)
        {
            if (line is null)
            {
                listening.TrySetException(new InvalidOperationException($"The sample ended before it listened.\n{server.Output}"));
                return;
            }

            lock (server._output)
            {
                server._output.AppendLine(line);
            }

            if (Listening().Match(line) is { Success: true } match)
            {
                listening.TrySetResult(new Uri(match.Groups["address"].Value));
            }
        }

        server._process.OutputDataReceived += (_, line) => read(line.Data);
        server._process.ErrorDataReceived += (_, line) => read(line.Data ?? "");
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        server.Client.BaseAddress = await listening.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return server;
    }

    public async Task<(HttpStatusCode Status, string Body)> PostAsync(string path, string body, CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await Client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    public async Task TerminateAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends it at once, as a machine that is lost.</summary>
    public void Kill() => _process.Kill();

    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (?<address>http://\S+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Listening();
}
