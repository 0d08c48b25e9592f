using Native = Microsoft.ML.OnnxRuntime;

namespace RerankKit.Onnx.Tests.Runtime;

public sealed class OnnxExceptionTests : IDisposable
{
    private readonly TemporaryModels _models = new();

    public void Dispose() => _models.Dispose();

    [Test]
    public void TheCodeIsReadFromTheMessage()
    {
        string path = _models.Write("bad.onnx", "not a graph"u8.ToArray());
        OnnxException e = Assert.Throws<OnnxException>(() => OnnxSession.Open(path, new OnnxSessionOptions()))!;

        Assert.That(e.Code, Is.EqualTo(OnnxErrorCode.InvalidProtobuf));
        Assert.That(e.ModelPath, Is.EqualTo(path));
        Assert.That(e.Message, Does.StartWith($"ONNX Runtime, model {path}: ").And.Not.Contain("[ErrorCode"));
        Assert.That(e.InnerException, Is.InstanceOf<Native.OnnxRuntimeException>());
    }

    [Test]
    public void TheApplicationsEntriesStandAboveTheOptions()
    {
        var options = new OnnxSessionOptions { AllowSpinning = false };
        options.DisabledOptimizers.Add("SkipLayerNormFusion");
        options.DisabledOptimizers.Add("GeluFusion");
        options.ConfigEntries["session.inter_op.allow_spinning"] = "1";
        Dictionary<string, string> entries = OrtSessionOptions.ConfigEntries(options);

        Assert.That(entries["session.intra_op.allow_spinning"], Is.EqualTo("0"));
        Assert.That(entries["session.inter_op.allow_spinning"], Is.EqualTo("1"), "The application's entry stands.");
        Assert.That(entries["optimization.disable_specified_optimizers"], Is.EqualTo("SkipLayerNormFusion;GeluFusion"));
    }
}
