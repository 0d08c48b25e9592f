using RerankKit.TestModels;

namespace RerankKit.Triton.Tests;

/// <summary>Applications whose models a server runs need no native library, even where there is one.</summary>
public class NativeLibraryTests
{
    [Test]
    public async Task AServedCrossEncoderLoadsNone()
    {
        string folder = SharedModels.Of(TestArchitecture.Bert).FullName;
        using var served = new ServedTestModel(folder);
        using var server = new KServeServer(served.Answer);
        Assert.That(await OwnProcess.SayAsync(typeof(Program), [Program.CrossEncoder, folder, server.Address.AbsoluteUri]), Is.EqualTo("5 []"));
        Assert.That(Program.NativeLibraries(), Is.Not.Empty, "this process, which runs the model, has loaded it: it would be seen");
    }

    [Test]
    public async Task AServedEncoderLoadsNone()
    {
        string folder = SharedModels.Of(TestModelPresets.TinyColbert).FullName;
        using var served = new ServedTestModel(folder, Program.Encoder);
        using var server = new KServeServer(served.Answer);
        Assert.That(await OwnProcess.SayAsync(typeof(Program), [Program.Encoder, folder, server.Address.AbsoluteUri]), Is.EqualTo("3 []"));
    }
}
