namespace RerankKit.Onnx.Tests.Runtime;

public sealed class GraphTensorViewTests : IDisposable
{
    private static readonly float[] Numbers = [0, -0f, 1, -1.5f, 0.333251953125f, 65504, 6.103515625e-05f, 5.9604644775390625e-08f, 100, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

    private readonly TemporaryModels _models = new();

    public void Dispose() => _models.Dispose();

    [TestCase(GraphElementType.Float)]
    [TestCase(GraphElementType.Float16)]
    [TestCase(GraphElementType.Double)]
    public void FloatingPointOutputsAreReadAsSinglePrecision(int type)
    {
        using OnnxSession session = Open((GraphElementType)type);
        using OnnxRun run = session.CreateRun();
        Numbers.CopyTo(run.SetFloat(0, [Numbers.Length]));

        run.Execute();

        GraphTensorView output = run.Output(0);
        float[] copy = new float[Numbers.Length];
        output.CopyTo(copy);
        Assert.That(output.ElementType, Is.EqualTo((GraphElementType)type));
        Assert.That(copy, Is.EqualTo(Numbers));
        float[] part = new float[3];
        output.CopyTo(2, 3, part);
        Assert.That(part, Is.EqualTo(Numbers[2..5]));
    }

    [Test]
    public void BFloat16OutputsAreReadAsSinglePrecision()
    {
        using OnnxSession session = Open(GraphElementType.BFloat16);
        using OnnxRun run = session.CreateRun();
        float[] numbers = [.. Enumerable.Range(-40, 80).Select(i => i * 0.5f)];
        numbers.CopyTo(run.SetFloat(0, [numbers.Length]));

        run.Execute();

        float[] copy = new float[numbers.Length];
        run.Output(0).CopyTo(copy);
        Assert.That(copy, Is.EqualTo(numbers));
    }

    [Test]
    public void IntegersAreNotReadAsNumbersWithAFraction()
    {
        using OnnxSession session = Open(GraphElementType.Int64);
        using OnnxRun run = session.CreateRun();
        run.SetFloat(0, [2]).Fill(3);
        run.Execute();

        Assert.That(run.Output(0).Int64s.ToArray(), Is.EqualTo([3L, 3L]));
        Assert.That(() => run.Output(0).CopyTo(new float[2]), Throws.InvalidOperationException.With.Message.Contains("Int64"));
        Assert.That(() => run.Output(0).Floats.Length, Throws.InvalidOperationException.With.Message.Contains("not of Float"));
    }

    [Test]
    public void ADestinationThatIsTooShortIsRefused()
    {
        using OnnxSession session = Open(GraphElementType.Float16);
        using OnnxRun run = session.CreateRun();
        run.SetFloat(0, [5]).Fill(1);
        run.Execute();

        Assert.That(() => run.Output(0).CopyTo(new float[4]), Throws.ArgumentException.With.Message.Contains("room for 4 of 5"));
    }

    private OnnxSession Open(GraphElementType type) =>
        OnnxSession.Open(TinyGraph.Conversion(GraphElementType.Float, type).Save(_models, $"to-{type}.onnx"), new OnnxSessionOptions());
}
