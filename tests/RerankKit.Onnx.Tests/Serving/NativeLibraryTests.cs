using System.Diagnostics;
using RerankKit.TestModels;

namespace RerankKit.Onnx.Tests.Serving;

/// <summary>Applications whose models a server runs need no native library, even where there is one.</summary>
public class NativeLibraryTests
{
    [Test]
    public async Task AServedCrossEncoderLoadsNone()
    {
        string folder = SharedModels.Of(TestArchitecture.Bert).FullName;
        using var served = new ServedTestModel(folder);
        using var server = new KServeServer(served.Answer);
        Assert.That(await SayAsync(Program.CrossEncoder, folder, server.Address.AbsoluteUri), Is.EqualTo("5 []"));
        Assert.That(Program.NativeLibraries(), Is.Not.Empty, "this process, which runs the model, has loaded it: it would be seen");
    }

    [Test]
    public async Task AServedEncoderLoadsNone()
    {
        string folder = SharedModels.Of(TestModelPresets.TinyColbert).FullName;
        using var served = new ServedTestModel(folder, Program.MultiVectorEncoder);
        using var server = new KServeServer(served.Answer);
        Assert.That(await SayAsync(Program.MultiVectorEncoder, folder, server.Address.AbsoluteUri), Is.EqualTo("3 []"));
    }

    private static async Task<string> SayAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, await errors);
        return said.Trim();
    }
}
