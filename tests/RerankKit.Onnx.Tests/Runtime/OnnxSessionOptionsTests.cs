using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace RerankKit.Onnx.Tests.Runtime;

public sealed class OnnxSessionOptionsTests : IDisposable
{
    private readonly TemporaryModels _models = new();

    public void Dispose() => _models.Dispose();

    [Test]
    public void ValuesOutOfRangeAreRefused()
    {
        var options = new OnnxSessionOptions();

        Assert.That(() => options.IntraOpThreads = 0, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("1 to 1,024"));
        Assert.That(() => options.InterOpThreads = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.GraphOptimization = (OnnxGraphOptimization)3, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new OnnxCudaOptions { DeviceId = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new OnnxCudaOptions { MemoryLimit = 1_000 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new OnnxOpenVinoOptions { Threads = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new OnnxCoreMlOptions { ComputeUnits = (OnnxCoreMlUnits)9 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void ACopyHasEveryValueAndIsItsOwn()
    {
        using var session = new InferenceSession(TinyGraph.Addition().Save(_models, "own.onnx"));
        var options = new OnnxSessionOptions
        {
            SessionOptionsFactory = () => new SessionOptions(),
            InferenceSession = session,
            Count = 2,
            SinglePairThreads = 3,
            LibraryPath = "a",
            IntraOpThreads = 3,
            InterOpThreads = 2,
            AllowSpinning = false,
            MemoryPattern = true,
            CpuArena = false,
            ArenaShrinkage = true,
            GraphOptimization = OnnxGraphOptimization.Basic,
            FirstTokenOnly = false,
            ProfilingPath = "p",
            AllowCpuFallback = true,
            DisabledOptimizers = { "x" },
            ConfigEntries = { ["k"] = "v" },
            ExecutionProviders = { OnnxExecutionProvider.Cpu() },
        };

        OnnxSessionOptions copy = options.Clone();

        foreach (System.Reflection.PropertyInfo property in typeof(OnnxSessionOptions).GetProperties())
        {
            object? value = property.GetValue(options);
            Assert.That(property.GetValue(copy), Is.EqualTo(value), property.Name);
            Assert.That(value, Is.Not.EqualTo(property.GetValue(new OnnxSessionOptions())), $"{property.Name}: this test must set every property.");
        }

        copy.DisabledOptimizers.Clear();
        copy.ConfigEntries.Clear();
        copy.ExecutionProviders.Clear();
        Assert.That(options.DisabledOptimizers, Has.Count.EqualTo(1));
        Assert.That(options.ConfigEntries, Has.Count.EqualTo(1));
        Assert.That(options.ExecutionProviders, Has.Count.EqualTo(1));
    }

    [Test]
    public void EveryOptionIsTakenByTheRuntime(
        [Values(1, 3)] int interOpThreads,
        [Values] bool on,
        [Values] OnnxGraphOptimization optimization)
    {
        var options = new OnnxSessionOptions
        {
            IntraOpThreads = 2,
            InterOpThreads = interOpThreads,
            AllowSpinning = on,
            MemoryPattern = on,
            CpuArena = on,
            ArenaShrinkage = on,
            GraphOptimization = optimization,
            DisabledOptimizers = { "ConstantFolding", "SkipLayerNormFusion" },
            ConfigEntries = { ["session.set_denormal_as_zero"] = "1" },
        };
        using OnnxSession session = OnnxSession.Open(TinyGraph.Addition().Save(_models), options);
        using OnnxRun run = session.CreateRun();
        for (int batch = 1; batch < 4; batch++)
        {
            run.SetFloat(0, [batch, 2]).Fill(1);
            run.SetFloat(1, [batch, 2]).Fill(2);
            run.Execute();
            Assert.That(run.Output(0).Floats.ToArray(), Is.All.EqualTo(3f));
        }
    }

    [Test]
    public void AnArenaShrinksOnlyWhereThereIsOne()
    {
        string path = TinyGraph.Addition().Save(_models);

        Assert.That(
            () => OnnxSession.Open(path, new OnnxSessionOptions { CpuArena = false, ArenaShrinkage = true }),
            Throws.ArgumentException.With.Message.Contains("CpuArena"));

        using OnnxSession bare = OnnxSession.Open(path, new OnnxSessionOptions { CpuArena = false });
        using OnnxRun run = bare.CreateRun();
        Assert.That(() => run.ShrinkArenaAfterwards(true), Throws.InvalidOperationException);
    }

    [Test]
    public void AShrunkArenaGivesItsMemoryBack()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("The memory of a process is read the Linux way.");
        }

        using OnnxSession session = OnnxSession.Open(
            TinyGraph.New().Input("x", GraphElementType.Float, "n").Node("Neg", ["x"], ["a"]).Node("Exp", ["a"], ["y"]).Output("y", GraphElementType.Float, "n").Save(_models, "large.onnx"),
            new OnnxSessionOptions());
        using OnnxRun run = session.CreateRun();

        // The runtime keeps the first region of an arena, so that one is a small one.
        run.SetZeros(0, [16]);
        run.Execute();
        run.SetZeros(0, [16 << 20]);
        run.Execute();
        long grown = ResidentBytes();
        run.SetZeros(0, [16]);
        run.Execute();
        long kept = ResidentBytes();
        run.ShrinkArenaAfterwards(true);
        run.Execute();
        long shrunk = ResidentBytes();

        Assert.That(grown - kept, Is.LessThan(16L << 20));
        Assert.That(kept - shrunk, Is.GreaterThan(48L << 20));
    }

    [Test]
    public void ThreadsAreThoseAskedFor()
    {
        using var process = Process.GetCurrentProcess();
        int before = process.Threads.Count;
        using OnnxSession session = OnnxSession.Open(TinyGraph.Addition().Save(_models), new OnnxSessionOptions { IntraOpThreads = 100, AllowSpinning = false });
        process.Refresh();

        // The caller's thread is the hundredth; a few of the test host's may have ended meanwhile.
        Assert.That(process.Threads.Count - before, Is.InRange(70, 130));
    }

    private static long ResidentBytes()
    {
        string pages = File.ReadAllText("/proc/self/statm").Split(' ')[1];
        return long.Parse(pages, System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }
}
