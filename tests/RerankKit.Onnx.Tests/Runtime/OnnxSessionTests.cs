namespace RerankKit.Onnx.Tests.Runtime;

public sealed class OnnxSessionTests : IDisposable
{
    private readonly TemporaryModels _models = new();

    public void Dispose() => _models.Dispose();

    [Test]
    public void ASessionTellsItsInputsAndOutputs()
    {
        using OnnxSession session = OnnxSession.Open(TinyGraph.Addition().Save(_models, "declared.onnx"), new OnnxSessionOptions());

        Assert.That(session.Inputs.Select(input => input.ToString()), Is.EqualTo(["left: Float[batch, 2]", "right: Float[batch, 2]"]));
        Assert.That(session.Inputs[0].Shape, Is.EqualTo([-1L, 2L]));
        Assert.That(session.Inputs[0].DimensionNames, Is.EqualTo(new[] { "batch", null }));
        Assert.That(session.Outputs.Single().Name, Is.EqualTo("sum"));
        Assert.That(session.ExecutionProvider, Is.EqualTo("CPUExecutionProvider"));
    }

    [Test]
    public void AnAbsentFileIsNamed()
    {
        Assert.That(
            () => OnnxSession.Open(Path.Combine(_models.Folder, "absent.onnx"), new OnnxSessionOptions()),
            Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("absent.onnx"));
    }

    [Test]
    public void AFileThatIsNoModelIsRefusedWithCodeAndPath()
    {
        string path = _models.Write("text.onnx", "this is no model"u8.ToArray());

        OnnxException e = Assert.Throws<OnnxException>(() => OnnxSession.Open(path, new OnnxSessionOptions()))!;
        Assert.That(e.Code, Is.EqualTo(OnnxErrorCode.InvalidProtobuf));
        Assert.That(e.ModelPath, Is.EqualTo(path));
        Assert.That(e.Message, Does.Contain(path).And.Contain("InvalidProtobuf"));
    }

    [Test]
    public void AnUnknownOperatorIsRefused()
    {
        string path = TinyGraph.New()
            .Input("x", GraphElementType.Float, "n").Node("Frobnicate", ["x"], ["y"]).Output("y", GraphElementType.Float, "n")
            .Save(_models, "unknown.onnx");

        Assert.That(() => OnnxSession.Open(path, new OnnxSessionOptions()), Throws.InstanceOf<OnnxException>().With.Message.Contains("Frobnicate"));
    }

    [Test]
    public void WeightsBesideTheModelAreFoundUnderAnyName()
    {
        _models.Write("gewichte ü.bin", [.. BitConverter.GetBytes(10f), .. BitConverter.GetBytes(20f)]);
        string path = TinyGraph.New()
            .Input("x", GraphElementType.Float, 2).ExternalWeights("w", 2, "gewichte ü.bin").Node("Add", ["x", "w"], ["y"]).Output("y", GraphElementType.Float, 2)
            .Save(_models, "modèle größe 日本.onnx");
        using OnnxSession session = OnnxSession.Open(path, new OnnxSessionOptions());
        using OnnxRun run = session.CreateRun();
        Span<float> x = run.SetFloat(0, [2]);
        x[0] = 1;
        x[1] = 2;

        run.Execute();

        Assert.That(run.Output(0).Floats.ToArray(), Is.EqualTo([11f, 22f]));
    }

    [Test]
    public void AProfileIsWrittenWhenTheSessionIsDisposed()
    {
        var options = new OnnxSessionOptions { ProfilingPath = Path.Combine(_models.Folder, "profil ü") };
        using (OnnxSession session = OnnxSession.Open(TinyGraph.Addition().Save(_models, "profiled.onnx"), options))
        using (OnnxRun run = session.CreateRun())
        {
            run.SetZeros(0, [1, 2]);
            run.SetZeros(1, [1, 2]);
            run.Execute();
        }

        string profile = Directory.EnumerateFiles(_models.Folder, "profil ü*.json").Single();
        Assert.That(File.ReadAllText(profile), Does.Contain("Add"));
    }
}
