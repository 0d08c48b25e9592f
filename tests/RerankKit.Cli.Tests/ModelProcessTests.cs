using System.Diagnostics;
using RerankKit.ModelDoubles;

namespace RerankKit.Cli.Tests;

/// <summary>Processes that share a cache, told by Hugging Face's environment variables.</summary>
public sealed class ModelProcessTests : FileTests
{
    [Test]
    public async Task TwoProcessesAtOnceDownloadEveryFileOnce()
    {
        using var hub = new HubDouble();
        HubModel model = hub.Add(HubModel.Small("test/small", weights: 2_000_000));
        int listings = 0;
        var both = new TaskCompletionSource();
        hub.Interceptor = async request =>
        {
            if (request.Path.Contains("/revision/", StringComparison.Ordinal) && Interlocked.Increment(ref listings) == 2)
            {
                both.SetResult();
            }
            else if (request.Path.Contains("/resolve/", StringComparison.Ordinal))
            {
                await both.Task;
            }

            return null;
        };
        (int Code, string Output, string Error)[] ends = await Task.WhenAll(Pull(hub), Pull(hub));
        using (Assert.EnterMultipleScope())
        {
            foreach ((int code, string output, string error) in ends)
            {
                Assert.That(code, Is.Zero, error);
                Assert.That(await File.ReadAllBytesAsync(Path.Combine(output.TrimEnd(), "onnx", "model.onnx")), Is.EqualTo(model["onnx/model.onnx"].Content));
            }

            Assert.That(hub.Requests.Where(request => request.Path.Contains("/resolve/", StringComparison.Ordinal)).Select(request => request.Path), Is.Unique);
            Assert.That(hub.Requests.Select(request => request.Token), Is.All.EqualTo("Bearer hf_of_the_environment"));
        }
    }

    [Test]
    public async Task AKilledDownloadIsResumedByTheNextProcess()
    {
        using var hub = new HubDouble();
        HubModel model = hub.Add(HubModel.Small("test/small", weights: 400_000));
        hub.Intercept(request => request.Path.EndsWith("model.onnx", StringComparison.Ordinal) ? new(200, model["onnx/model.onnx"].Content) { SilentAfter = 150_000 } : null);
        string incomplete = Path.Combine(Files["hf"], "hub", "models--test--small", "blobs", model["onnx/model.onnx"].Sha256 + ".incomplete");
        using (Process first = Start(hub))
        {
            while (!first.HasExited && (!File.Exists(incomplete) || new FileInfo(incomplete).Length < 150_000))
            {
                await Task.Yield();
            }

            Assert.That(first.HasExited, Is.False);
            first.Kill();
            await first.WaitForExitAsync();
        }

        hub.Intercept(_ => null);
        (int code, string output, string error) = await Pull(hub);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero, error);
            Assert.That(await File.ReadAllBytesAsync(Path.Combine(output.TrimEnd(), "onnx", "model.onnx")), Is.EqualTo(model["onnx/model.onnx"].Content));
            Assert.That(hub.Downloads("model.onnx").Last().From, Is.EqualTo(150_000));
        }
    }

    [Test]
    public async Task OfflineNothingIsRequested()
    {
        using var hub = new HubDouble();
        hub.Add(HubModel.Small("test/small"));
        (int code, string output, string error) = await Pull(hub, ("HF_HUB_OFFLINE", "1"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(2));
            Assert.That(output, Is.Empty);
            Assert.That(error, Does.StartWith("error: test/small").And.Contains("HF_HUB_OFFLINE"));
            Assert.That(hub.Requests, Is.Empty);
        }
    }

    private async Task<(int Code, string Output, string Error)> Pull(HubDouble hub, params (string Name, string Value)[] variables)
    {
        using Process process = Start(hub, variables);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    private Process Start(HubDouble hub, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "RerankKit.Cli.dll"), "models", "pull", "test/small"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string inherited in start.Environment.Keys.Where(name => name.StartsWith("HF_", StringComparison.Ordinal) || name.StartsWith("HUGGING", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(inherited);
        }

        start.Environment["HF_ENDPOINT"] = hub.Address.AbsoluteUri;
        start.Environment["HF_HOME"] = Files["hf"];
        start.Environment["HF_TOKEN"] = "hf_of_the_environment";
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
