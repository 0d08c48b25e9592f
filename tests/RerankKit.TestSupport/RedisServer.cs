using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RerankKit.TestSupport;

/// <summary>A redis-server of the test's own on a free port of this machine, without persistence.</summary>
public sealed class RedisServer : IDisposable
{
    private readonly Process _process;
    private bool _isStopped;

    private RedisServer(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Starts a server; ignores the test where none is installed.</summary>
    public static RedisServer Start()
    {
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "redis-server"))
            .FirstOrDefault(File.Exists);
        if (path is null)
        {
            Assert.Ignore("No redis-server is on the PATH.");
        }

        int port = FreePort();
        var start = new ProcessStartInfo(path!) { RedirectStandardOutput = true, UseShellExecute = false };
        string[] arguments = ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var ready = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null || line.Data.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                ready.TrySetResult(line.Data is not null);
            }
        };
        process.Start();
        process.BeginOutputReadLine();
        var server = new RedisServer(process, port);
        if (!ready.Task.GetAwaiter().GetResult())
        {
            server.Dispose();
            throw new InvalidOperationException($"redis-server on port {port} ended before it was ready.");
        }

        return server;
    }

    public void Dispose()
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
