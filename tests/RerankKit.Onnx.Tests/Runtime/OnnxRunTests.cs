namespace RerankKit.Onnx.Tests.Runtime;

public sealed class OnnxRunTests : IDisposable
{
    private readonly TemporaryModels _models = new();
    private OnnxSession _addition = null!;

    [OneTimeSetUp]
    public void Open() => _addition = OnnxSession.Open(TinyGraph.Addition().Save(_models, "addition.onnx"), new OnnxSessionOptions());

    public void Dispose()
    {
        _addition.Dispose();
        _models.Dispose();
    }

    [Test]
    public void ARunComputesWithTheCallersMemory()
    {
        using OnnxRun run = _addition.CreateRun();
        new float[] { 1, 2, 3, 4 }.CopyTo(run.SetFloat(0, [2, 2]));
        new float[] { 10, 20, 30, 40 }.CopyTo(run.SetFloat(1, [2, 2]));

        run.Execute();

        GraphTensorView sum = run.Output(0);
        Assert.That(sum.ElementType, Is.EqualTo(GraphElementType.Float));
        Assert.That(sum.Shape.ToArray(), Is.EqualTo([2L, 2L]));
        Assert.That(sum.Floats.ToArray(), Is.EqualTo([11f, 22f, 33f, 44f]));
    }

    [Test]
    public void TheSameRunTakesEveryShapeInTurn()
    {
        using OnnxRun run = _addition.CreateRun();
        foreach (int batch in (int[])[1, 300, 0, 2, 5_000, 2, 2])
        {
            Span<float> left = run.SetFloat(0, [batch, 2]);
            Span<float> right = run.SetFloat(1, [batch, 2]);
            Assert.That(left.Length, Is.EqualTo(2 * batch));
            for (int i = 0; i < left.Length; i++)
            {
                left[i] = i;
                right[i] = batch;
            }

            run.Execute();

            Assert.That(run.Output(0).Shape.ToArray(), Is.EqualTo(new long[] { batch, 2 }));
            Assert.That(run.Output(0).Floats.ToArray(), Is.EqualTo(Enumerable.Range(0, 2 * batch).Select(i => (float)(i + batch))));
        }
    }

    [Test]
    public void AnInputThatIsNotSetAnewKeepsItsContents()
    {
        using OnnxRun run = _addition.CreateRun();
        run.SetFloat(0, [1, 2]).Fill(1);
        run.SetFloat(1, [1, 2]).Fill(2);
        run.Execute();
        run.SetFloat(0, [1, 2]).Fill(5);
        run.Execute();

        Assert.That(run.Output(0).Floats.ToArray(), Is.EqualTo([7f, 7f]));
    }

    [Test]
    public void InputMemoryBeginsWhereVectorsLikeIt()
    {
        using OnnxRun run = _addition.CreateRun();
        for (int batch = 1; batch < 2_000; batch += 37)
        {
            Span<float> left = run.SetFloat(0, [batch, 2]);
            unsafe
            {
                fixed (float* start = left)
                {
                    Assert.That((nint)start % 64, Is.EqualTo((nint)0));
                }
            }
        }
    }

    [Test]
    public void EveryElementTypeIsHandedOver()
    {
        AssertConverts(GraphElementType.Int64, run => run.SetInt64(0, [3]).Fill(-7), -7);
        AssertConverts(GraphElementType.Int32, run => run.SetInt32(0, [3]).Fill(-8), -8);
        AssertConverts(GraphElementType.Bool, run => run.SetBool(0, [3]).Fill(true), 1);
        AssertConverts(GraphElementType.Float16, run => run.SetHalf(0, [3]).Fill((Half)1.5), 1.5f);
        AssertConverts(GraphElementType.BFloat16, run => run.SetBFloat16(0, [3]).Fill((ushort)(BitConverter.SingleToUInt32Bits(2.5f) >> 16)), 2.5f);
        AssertConverts(GraphElementType.UInt8, run => run.SetZeros(0, [3]), 0);
        AssertConverts(GraphElementType.Double, run => run.SetZeros(0, [3]), 0);

        void AssertConverts(GraphElementType type, Action<OnnxRun> set, float expected)
        {
            string path = TinyGraph.Conversion(type, GraphElementType.Float).Save(_models, $"from-{type}.onnx");
            using OnnxSession session = OnnxSession.Open(path, new OnnxSessionOptions());
            using OnnxRun run = session.CreateRun();
            set(run);
            run.Execute();
            Assert.That(run.Output(0).Floats.ToArray(), Is.EqualTo(new[] { expected, expected, expected }), $"{type}");
        }
    }

    [Test]
    public void AnotherElementTypeThanTheModelsIsRefused()
    {
        using OnnxRun run = _addition.CreateRun();

        Assert.That(() => run.SetInt64(0, [1, 2]).Length, Throws.InvalidOperationException.With.Message.EqualTo("Input left takes Float, not Int64."));
        Assert.That(() => run.SetFloat(2, [1, 2]).Length, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("0 to 1"));
        Assert.That(() => run.SetFloat(0, [-1, 2]).Length, Throws.ArgumentException.With.Message.Contains("-1"));
        Assert.That(() => run.SetFloat(0, [1L << 40, 1L << 40]).Length, Throws.ArgumentException.With.Message.Contains("2 GiB"));
        Assert.That(() => run.SetFloat(0, [0, 1L << 62]).Length, Throws.Nothing);
    }

    [Test]
    public void AMissingInputIsNamed()
    {
        using OnnxRun run = _addition.CreateRun();
        run.SetFloat(0, [1, 2]);

        Assert.That(() => run.Execute(), Throws.InvalidOperationException.With.Message.Contains("right"));
        Assert.That(() => run.Output(0).Length, Throws.InvalidOperationException.With.Message.Contains("sum"));
    }

    [Test]
    public void ShapesThatDoNotFitAreTheRuntimesRefusalAndTheRunGoesOn()
    {
        using OnnxRun run = _addition.CreateRun();
        run.SetFloat(0, [1, 3]);
        run.SetFloat(1, [1, 2]);

        OnnxException e = Assert.Throws<OnnxException>(() => run.Execute())!;
        Assert.That(e.Code, Is.EqualTo(OnnxErrorCode.InvalidArgument));
        Assert.That(e.Message, Does.Contain("left").And.Contain(_addition.ModelPath));

        run.SetFloat(0, [1, 2]).Fill(1);
        run.SetFloat(1, [1, 2]).Fill(1);
        run.Execute();
        Assert.That(run.Output(0).Floats.ToArray(), Is.EqualTo([2f, 2f]));
    }

    [Test]
    public void OnlyTheOutputsAskedForAreFetched()
    {
        string path = TinyGraph.New()
            .Input("x", GraphElementType.Float, "n")
            .Node("Neg", ["x"], ["a"]).Node("Abs", ["x"], ["b"]).Node("Floor", ["x"], ["c"])
            .Output("a", GraphElementType.Float, "n").Output("b", GraphElementType.Float, "n").Output("c", GraphElementType.Float, "n")
            .Save(_models, "three.onnx");
        using OnnxSession session = OnnxSession.Open(path, new OnnxSessionOptions());
        using OnnxRun run = session.CreateRun(2, 0);
        run.SetFloat(0, [1])[0] = -1.5f;

        run.Execute();

        Assert.That(run.Output(0).Floats.ToArray(), Is.EqualTo([1.5f]));
        Assert.That(run.Output(2).Floats.ToArray(), Is.EqualTo([-2f]));
        Assert.That(() => run.Output(1).Length, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => run.Output(3).Length, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => session.CreateRun(3), Throws.ArgumentException);
        Assert.That(() => session.CreateRun(1, 1), Throws.ArgumentException);
    }

    [Test]
    public void AnEmptyKeyValueCacheIsAnInput()
    {
        string path = TinyGraph.New()
            .Input("past", GraphElementType.Float16, 1, 4, "past_length", 2).Input("new", GraphElementType.Float16, 1, 4, "length", 2)
            .Node("Concat", ["past", "new"], ["present"], node => node.Message(5, new ProtobufWriter().Text(1, "axis").Number(3, 2).Number(20, 2)))
            .Output("present", GraphElementType.Float16, 1, 4, "total", 2)
            .Save(_models, "cache.onnx");
        using OnnxSession session = OnnxSession.Open(path, new OnnxSessionOptions());
        using OnnxRun run = session.CreateRun();
        run.SetZeros(0, [1, 4, 0, 2]);
        run.SetHalf(1, [1, 4, 3, 2]).Fill((Half)0.5);

        run.Execute();

        GraphTensorView present = run.Output(0);
        Assert.That(present.Shape.ToArray(), Is.EqualTo([1L, 4L, 3L, 2L]));
        Assert.That(present.Halves.ToArray(), Is.All.EqualTo((Half)0.5));
    }

    [Test]
    public void ScalarsHaveNoDimensions()
    {
        string path = TinyGraph.New()
            .Input("x", GraphElementType.Float).Node("Neg", ["x"], ["y"]).Output("y", GraphElementType.Float)
            .Save(_models, "scalar.onnx");
        using OnnxSession session = OnnxSession.Open(path, new OnnxSessionOptions());
        using OnnxRun run = session.CreateRun();
        run.SetFloat(0, [])[0] = 3;

        run.Execute();

        Assert.That(run.Output(0).Shape.Length, Is.Zero);
        Assert.That(run.Output(0).Floats.ToArray(), Is.EqualTo([-3f]));
    }

    [Test]
    public void AnExecutionAllocatesLessThanAKilobyteHoweverLargeTheTensors()
    {
        using OnnxRun run = _addition.CreateRun();
        using var cancellation = new CancellationTokenSource();
        float[] copy = new float[2_006];
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                run.SetFloat(0, [1_000 + i % 4, 2]).Fill(i);
                run.SetFloat(1, [1_000 + i % 4, 2]).Fill(1);
                run.Execute(i % 2 == 0 ? cancellation.Token : default);
                run.Output(0).CopyTo(copy);
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.That(copy[0], Is.EqualTo(100f));

            // Shapes, handles and the list of outputs that the managed API makes anew: 600 bytes with two inputs and an output.
            Assert.That(allocated / 100, round == 0 ? Is.GreaterThanOrEqualTo(0L) : Is.LessThan(1_000L));
        }
    }
}
