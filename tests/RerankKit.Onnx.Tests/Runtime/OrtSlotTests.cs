using System.Reflection;

namespace RerankKit.Onnx.Tests.Runtime;

/// <summary>Functions by whose answers one sees that a slot is the right one; the other tests call the rest.</summary>
public unsafe class OrtSlotTests
{
    private OrtRuntime _runtime = null!;
    private OrtApi _api;

    [OneTimeSetUp]
    public void Load()
    {
        _runtime = OrtRuntime.Load(null);
        _api = _runtime.Api;
    }

    [Test]
    public void AStatusCarriesCodeAndMessage()
    {
        using OrtText message = OrtText.Of("größer als erlaubt");
        OnnxRuntimeException e = _api.Failure(_api.CreateStatus((int)OnnxErrorCode.InvalidGraph, message.Utf8), "/models/a.onnx");

        Assert.That(e.Code, Is.EqualTo(OnnxErrorCode.InvalidGraph));
        Assert.That(e.Message, Is.EqualTo("ONNX Runtime, model /models/a.onnx: größer als erlaubt (InvalidGraph)"));
        Assert.That(e.ModelPath, Is.EqualTo("/models/a.onnx"));
    }

    [Test]
    public void OptionsAreWhereTheyWereWritten()
    {
        var options = new OnnxSessionOptions { AllowSpinning = false };
        options.DisabledOptimizers.Add("SkipLayerNormFusion");
        options.DisabledOptimizers.Add("GeluFusion");
        options.ConfigEntries["session.set_denormal_as_zero"] = "1";
        options.ConfigEntries["session.inter_op.allow_spinning"] = "1";
        using OrtHandle handle = OrtSessionOptions.Create(_runtime, options, []);
        using OrtSafeHandle.Loan loan = handle.Borrow();

        Assert.That(Entry(loan.Value, "session.intra_op.allow_spinning"), Is.EqualTo("0"));
        Assert.That(Entry(loan.Value, "session.inter_op.allow_spinning"), Is.EqualTo("1"), "The application's entry stands.");
        Assert.That(Entry(loan.Value, "optimization.disable_specified_optimizers"), Is.EqualTo("SkipLayerNormFusion;GeluFusion"));
        Assert.That(Entry(loan.Value, "session.set_denormal_as_zero"), Is.EqualTo("1"));
        Assert.That(Entry(loan.Value, "session.nothing"), Is.Null);
    }

    [Test]
    public void TheRuntimeRefusesAGraphLevelThatItDoesNotHave()
    {
        using OrtHandle handle = OrtSessionOptions.Create(_runtime, new OnnxSessionOptions(), []);
        using OrtSafeHandle.Loan loan = handle.Borrow();
        nint native = loan.Value;

        Assert.That(
            () => _api.Check(_api.Set(OrtSlot.SetSessionGraphOptimizationLevel, native, 55)),
            Throws.InstanceOf<OnnxRuntimeException>().With.Message.Contains("graph_optimization_level"));
    }

    [Test]
    public void ANewerTableIsGivenWhereTheLibraryHasIt()
    {
        Assert.That(_runtime.Library.TryGetApi(OrtApi.Version, out _), Is.True);
        Assert.That(_runtime.Library.TryGetApi(OrtApi.PluginVersion, out _), Is.EqualTo(Version.Parse(_runtime.Library.Version).Minor >= OrtApi.PluginVersion));
        Assert.That(_runtime.Library.TryGetApi(1_000, out _), Is.False);
    }

    [Test]
    public void TheProvidersOwnDevicesIncludeTheCpu()
    {
        if (!_runtime.Library.TryGetApi(OrtApi.PluginVersion, out OrtApi api))
        {
            Assert.Ignore($"{_runtime.Library} has no list of devices.");
        }

        nint* devices;
        nuint count;
        api.Check(api.GetDevices(_runtime.Environment, &devices, &count));
        List<string> names = [];
        for (nuint i = 0; i < count; i++)
        {
            names.Add(OrtText.Read(api.GetDeviceProvider(devices[i])));
        }

        if (names.Count == 0)
        {
            Assert.Ignore($"{_runtime.Library} lists devices of plugins only.");
        }

        Assert.That(names, Does.Contain("CPUExecutionProvider"));
    }

    [Test]
    public void NoSlotStandsForTwoFunctions()
    {
        int[] slots = [.. typeof(OrtSlot).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (int)field.GetRawConstantValue()!)];

        Assert.That(slots, Is.Unique.And.Ordered);
    }

    private string? Entry(nint options, string key)
    {
        using OrtText text = OrtText.Of(key);
        int has;
        _api.Check(_api.HasSessionConfigEntry(options, text.Utf8, &has));
        if (has == 0)
        {
            return null;
        }

        byte* value = stackalloc byte[256];
        nuint size = 256;
        _api.Check(_api.GetSessionConfigEntry(options, text.Utf8, value, &size));
        return OrtText.Read(value);
    }
}
