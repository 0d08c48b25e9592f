using Microsoft.Extensions.Logging;

namespace RerankKit.Onnx.Tests.Runtime;

public sealed class OnnxExecutionProviderTests : IDisposable
{
    private readonly TemporaryModels _models = new();
    private string _path = "";

    [OneTimeSetUp]
    public void Save() => _path = TinyGraph.Addition().Save(_models);

    public void Dispose() => _models.Dispose();

    [TestCase("cuda")]
    [TestCase("TensorRT")]
    [TestCase("directml")]
    [TestCase("coreml")]
    [TestCase("OpenVINOExecutionProvider")]
    [TestCase("webgpu")]
    [TestCase("cpu")]
    public void ANameAloneBringsTheSameOptionsAsTheProvidersOwnMethod(string name)
    {
        OnnxExecutionProvider[] own =
        [
            OnnxExecutionProvider.Cuda(), OnnxExecutionProvider.TensorRt(), OnnxExecutionProvider.DirectMl(), OnnxExecutionProvider.CoreMl(),
            OnnxExecutionProvider.OpenVino(), OnnxExecutionProvider.WebGpu(), OnnxExecutionProvider.Cpu(),
        ];
        OnnxExecutionProvider named = OnnxExecutionProvider.Named(name);
        Assert.That(named.Entries, Is.EquivalentTo(own.Single(provider => provider.Name == named.Name).Entries));
    }

    [Test]
    public void CudaOptionsAreWrittenAsTheProviderTakesThem()
    {
        Assert.That(OnnxExecutionProvider.Cuda().Entries, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["device_id"] = "0",
            ["arena_extend_strategy"] = "kSameAsRequested",
            ["use_tf32"] = "0",
        }));
        Assert.That(
            OnnxExecutionProvider.Cuda(new OnnxCudaOptions
            {
                DeviceId = 1,
                MemoryLimit = 2L << 30,
                ArenaStrategy = OnnxArenaStrategy.NextPowerOfTwo,
                UseTf32 = null,
                ConvolutionSearch = OnnxConvolutionSearch.Heuristic,
                CopyInDefaultStream = false,
                Entries = { ["enable_cuda_graph"] = "1", ["device_id"] = "3" },
            }).Entries,
            Is.EquivalentTo(new Dictionary<string, string>
            {
                ["device_id"] = "3",
                ["gpu_mem_limit"] = "2147483648",
                ["arena_extend_strategy"] = "kNextPowerOfTwo",
                ["cudnn_conv_algo_search"] = "HEURISTIC",
                ["do_copy_in_default_stream"] = "0",
                ["enable_cuda_graph"] = "1",
            }));
    }

    [Test]
    public void TheOptionsOfTheOthersAreWrittenAsTheirProvidersTakeThem()
    {
        Assert.That(
            Text(OnnxExecutionProvider.TensorRt(new() { MaxWorkspaceSize = 1 << 30, Float16 = true, EngineCachePath = "e", TimingCachePath = "t", MinShapes = "a", OptimalShapes = "b", MaxShapes = "c" })),
            Is.EqualTo("TensorrtExecutionProvider device_id=0 trt_engine_cache_enable=1 trt_engine_cache_path=e trt_fp16_enable=1 trt_max_workspace_size=1073741824 "
                + "trt_profile_max_shapes=c trt_profile_min_shapes=a trt_profile_opt_shapes=b trt_timing_cache_enable=1 trt_timing_cache_path=t"));
        Assert.That(
            Text(OnnxExecutionProvider.DirectMl(new() { DeviceId = 2, PreferLowPower = false, DisableMetacommands = true })),
            Is.EqualTo("DmlExecutionProvider device_id=2 disable_metacommands=true performance_preference=high_performance"));
        Assert.That(
            Text(OnnxExecutionProvider.CoreMl(new() { ComputeUnits = OnnxCoreMlUnits.CpuAndNeuralEngine, RequireStaticInputShapes = false, ModelCacheDirectory = "c" })),
            Is.EqualTo("CoreMLExecutionProvider MLComputeUnits=CPUAndNeuralEngine ModelCacheDirectory=c ModelFormat=MLProgram RequireStaticInputShapes=0"));
        Assert.That(
            Text(OnnxExecutionProvider.OpenVino(new() { DeviceType = "GPU", Precision = "FP16", Threads = 2, Streams = 3, CacheDirectory = "c" })),
            Is.EqualTo("OpenVINOExecutionProvider cache_dir=c device_type=GPU num_of_threads=2 num_streams=3 precision=FP16"));
        Assert.That(
            Text(OnnxExecutionProvider.WebGpu(new() { PreferLowPower = true, ChannelsLast = false, GraphCapture = true, IntegersOnGpu = true })),
            Is.EqualTo("WebGpuExecutionProvider enableGraphCapture=1 enableInt64=1 powerPreference=low-power preferredLayout=NCHW"));

        static string Text(OnnxExecutionProvider provider) =>
            $"{provider} {string.Join(' ', provider.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}"))}";
    }

    [TestCase("cuda", "CUDAExecutionProvider")]
    [TestCase("CUDAExecutionProvider", "CUDAExecutionProvider")]
    [TestCase("TensorRT", "TensorrtExecutionProvider")]
    [TestCase("directml", "DmlExecutionProvider")]
    [TestCase("dml", "DmlExecutionProvider")]
    [TestCase("webgpu", "WebGpuExecutionProvider")]
    [TestCase("cpu", "CPUExecutionProvider")]
    [TestCase("QNN", "QNNExecutionProvider")]
    [TestCase("XnnpackExecutionProvider", "XnnpackExecutionProvider")]
    public void AProviderIsKnownByItsNames(string name, string expected)
    {
        Assert.That(OnnxExecutionProvider.Custom(name).Name, Is.EqualTo(expected));
    }

    [Test]
    public void AnOptionThatAProviderDoesNotHaveIsRefused()
    {
        Assert.That(
            () => OnnxExecutionProvider.Custom("webgpu", new Dictionary<string, string> { ["powerpreference"] = "low-power" }),
            Throws.ArgumentException.With.Message.Contains("no option powerpreference").And.Message.Contains("powerPreference"));
        Assert.That(() => OnnxExecutionProvider.WebGpu(new() { Entries = { ["device_id"] = "0" } }), Throws.ArgumentException.With.Message.Contains("device_id"));
        Assert.That(
            () => OnnxExecutionProvider.Custom("cpu", new Dictionary<string, string> { ["threads"] = "4" }),
            Throws.ArgumentException.With.Message.Contains("has no options"));
    }

    [Test]
    public void AProviderThatTheLibraryWasBuiltWithoutIsRefusedWithWhatThereIsAndWhatToAdd()
    {
        NotSupportedException e = Assert.Throws<NotSupportedException>(() => Open(new OnnxSessionOptions { ExecutionProviders = { Absent() } }))!;

        Assert.That(e.Message, Does.Contain(Absent().Name).And.Contain("it has ").And.Contain("CPUExecutionProvider").And.Contain("What brings it is the package "));
        Assert.That(e.Message, Does.Contain("AllowCpuFallback").And.Contain(OnnxRuntimeLibrary.Load().Path));
    }

    [Test]
    public void AProviderThatTheLibraryWasBuiltWithoutGivesWayToTheCpuWhereThatIsAllowed()
    {
        var log = new RecordingLogger(LogLevel.Warning);
        using OnnxSession session = Open(new OnnxSessionOptions { ExecutionProviders = { Absent() }, AllowCpuFallback = true }, log);

        Assert.That(session.ExecutionProvider, Is.EqualTo("CPUExecutionProvider"));
        Assert.That(log.Messages.Single(), Does.StartWith("Warning: ").And.Contain(Absent().Name).And.Contain("AllowCpuFallback"));
        AssertAdds(session);
    }

    [Test]
    public void CudaWithoutItsLibrariesOrDeviceIsRefusedAndNamesThePackage()
    {
        Exception e = Assert.Catch(() => Open(new OnnxSessionOptions { ExecutionProviders = { OnnxExecutionProvider.Cuda() } }).Dispose())!;

        Assert.That(e, Is.InstanceOf<OnnxException>().Or.InstanceOf<NotSupportedException>());
        Assert.That(e.Message, Does.Contain("CUDAExecutionProvider").And.Contain("Microsoft.ML.OnnxRuntime.Gpu").And.Contain("AllowCpuFallback"));
    }

    [Test]
    public void OneProviderAfterTheOtherGivesWay()
    {
        var log = new RecordingLogger(LogLevel.Warning);
        var options = new OnnxSessionOptions
        {
            ExecutionProviders = { OnnxExecutionProvider.TensorRt(), OnnxExecutionProvider.Cuda(), OnnxExecutionProvider.Cpu() },
            AllowCpuFallback = true,
        };
        using OnnxSession session = Open(options, log);
        if (session.ExecutionProvider != "CPUExecutionProvider")
        {
            Assert.Ignore($"This machine has {session.ExecutionProvider}.");
        }

        Assert.That(log.Messages.Where(message => message.Contains("takes its place", StringComparison.Ordinal)).ToArray(), Has.Length.EqualTo(2));
        AssertAdds(session);
    }

    [Test]
    public void WebGpuWithoutADeviceFailsCleanlyOrGivesWay()
    {
        IgnoreWithout("WebGpuExecutionProvider");
        var options = new OnnxSessionOptions { ExecutionProviders = { OnnxExecutionProvider.WebGpu() } };
        try
        {
            using OnnxSession session = Open(options);
            Assert.That(session.ExecutionProvider, Is.EqualTo("WebGpuExecutionProvider"));
            AssertAdds(session);
            Assert.Ignore("This machine has a device for WebGPU.");
        }
        catch (OnnxException e)
        {
            Assert.That(e.Message, Does.Contain("WebGpuExecutionProvider does not do").And.Contain("adapter"));
        }

        var log = new RecordingLogger(LogLevel.Warning);
        options.AllowCpuFallback = true;
        using OnnxSession fallen = Open(options, log);
        Assert.That(fallen.ExecutionProvider, Is.EqualTo("CPUExecutionProvider"));
        Assert.That(log.Messages, Has.Some.Contains("could not be opened on WebGpuExecutionProvider"));
        AssertAdds(fallen);
    }

    [Test]
    public void OptionsReachTheProvider()
    {
        IgnoreWithout("WebGpuExecutionProvider");
        OnnxExecutionProvider provider = OnnxExecutionProvider.WebGpu(new() { Entries = { ["preferredLayout"] = "sideways" } });

        Assert.That(
            () => Open(new OnnxSessionOptions { ExecutionProviders = { provider } }),
            Throws.InstanceOf<OnnxException>().With.Message.Contains("Invalid preferred layout: sideways"));
    }

    [Test]
    public void TheCpuStandsLastOrAlone()
    {
        using OnnxSession alone = Open(new OnnxSessionOptions { ExecutionProviders = { OnnxExecutionProvider.Cpu() } });
        Assert.That(alone.ExecutionProvider, Is.EqualTo("CPUExecutionProvider"));
        Assert.That(
            () => Open(new OnnxSessionOptions { ExecutionProviders = { OnnxExecutionProvider.Cpu(), OnnxExecutionProvider.Cuda() } }),
            Throws.ArgumentException.With.Message.Contains("CUDAExecutionProvider"));
    }

    [Test]
    public void ALibraryWithoutAProviderIsNoPlugin()
    {
        OnnxExecutionProvider absent = OnnxExecutionProvider.Plugin(Path.Combine(_models.Folder, "absent.so"), "Absent");
        OnnxExecutionProvider other = OnnxExecutionProvider.Plugin(OnnxRuntimeLibrary.Load().Path, "Other");
        foreach (OnnxExecutionProvider provider in (OnnxExecutionProvider[])[absent, other])
        {
            Exception e = Assert.Catch(() => Open(new OnnxSessionOptions { ExecutionProviders = { provider } }).Dispose())!;
            Assert.That(e, Is.InstanceOf<OnnxException>().Or.InstanceOf<NotSupportedException>());
            Assert.That(e.Message, Does.Contain(provider.Name));
        }
    }

    [Test]
    public void ArenasOfTheGpuShrinkToo()
    {
        var options = new OnnxSessionOptions();
        OnnxExecutionProvider cuda = OnnxExecutionProvider.Cuda(new() { DeviceId = 2 });

        Assert.That(OrtProviders.Arenas(options, []), Is.EqualTo("cpu:0"));
        Assert.That(OrtProviders.Arenas(options, [cuda]), Is.EqualTo("cpu:0;gpu:2"));
        options.CpuArena = false;
        Assert.That(OrtProviders.Arenas(options, [cuda]), Is.EqualTo("gpu:2"));
        Assert.That(OrtProviders.Arenas(options, []), Is.Empty);
    }

    // One that is not for this operating system, so no library here can have it.
    private static OnnxExecutionProvider Absent() =>
        OperatingSystem.IsWindows() ? OnnxExecutionProvider.CoreMl() : OnnxExecutionProvider.DirectMl();

    private static void IgnoreWithout(string provider)
    {
        if (!OnnxRuntimeLibrary.Load().ExecutionProviders.Contains(provider))
        {
            Assert.Ignore($"The library was built without {provider}.");
        }
    }

    private static void AssertAdds(OnnxSession session)
    {
        using OnnxRun run = session.CreateRun();
        run.SetFloat(0, [1, 2]).Fill(1);
        run.SetFloat(1, [1, 2]).Fill(2);
        run.Execute();
        Assert.That(run.Output(0).Floats.ToArray(), Is.EqualTo([3f, 3f]));
    }

    private OnnxSession Open(OnnxSessionOptions options, ILogger? logger = null) => OnnxSession.Open(_path, options, logger);
}
