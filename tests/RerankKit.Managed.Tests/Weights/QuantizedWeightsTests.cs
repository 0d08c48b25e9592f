using System.Text;
using RerankKit.TestModels;
using Tokens = RerankKit.Managed.Tests.EngineRuns.Tokens;

namespace RerankKit.Managed.Tests.Weights;

/// <summary>Weights that a graph keeps in 8 bits are computed with as the numbers that they stand for, against those in double precision.</summary>
[TestFixture]
internal sealed class QuantizedWeightsTests
{
    private static readonly TestArchitecture[] Families = [TestArchitecture.Bert, TestArchitecture.Roberta, TestArchitecture.XlmRoberta, TestArchitecture.ModernBert];
    private static readonly TestQuantization[] Forms = [.. Enum.GetValues<TestQuantization>().Where(form => form != TestQuantization.None)];
    private string _folder = "";

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("rerankkit-8bits-").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void LogitsAreThoseOfTheWidenedWeights([ValueSource(nameof(Families))] TestArchitecture family, [ValueSource(nameof(Forms))] TestQuantization form)
    {
        TestModelOptions options = TestModelPresets.Tiny(family) with { Quantization = form, Labels = 2 };
        IReferenceModel whole = TestModel.Write(_folder, options);
        IReferenceModel widened = TestModel.WidenedReference(options);
        using var engine = new EngineRuns(_folder, EncoderKernels.Preferred);
        double lost = 0;
        for (int length = 1; length < 120; length += 13)
        {
            int[] ids = Random(options, length);
            float[] logits = engine.Run(1, isLogits: true, new Tokens(ids))[0];
            double[] expected = widened.Logits(ids, new int[length]);
            lost = Math.Max(lost, Math.Abs(expected[0] - whole.Logits(ids, new int[length])[0]));
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.That(logits[i], Is.EqualTo(expected[i]).Within(1e-5 * Math.Max(1, 10 * Math.Abs(expected[i]))), $"{length} tokens, logit {i}");
            }
        }

        Assert.That(lost, Is.GreaterThan(1e-3), "8 bits lose something: what was computed with is not the whole weights");
    }

    [TestCase(TestQuantization.SignedPerTensor)]
    [TestCase(TestQuantization.UnsignedPerChannel)]
    [TestCase(TestQuantization.SignedWeightsOnly)]
    public void WeightsIn8BitsBesideTheGraphAreReadAsThoseInIt(TestQuantization form)
    {
        TestModelOptions options = TestModelPresets.Tiny(TestArchitecture.Bert) with { Quantization = form };
        TestModel.Write(_folder, options);
        float[] inside = Logits(options);
        TestModel.Write(_folder, options with { ExternalData = true });
        Assert.That(Logits(options), Is.EqualTo(inside));
    }

    // The operator of a node, or the name of a weight, is written over by another of the same length: fields 4 and 8 of onnx.proto.
    [TestCase(TestQuantization.SignedPerTensor, 4, "MatMulInteger", "QLinearMatMul", "at QLinearMatMul")]
    [TestCase(TestQuantization.SignedPerTensor, 4, "DynamicQuantizeLinear", "AnotherQuantizeLinear", "both scales")]
    [TestCase(TestQuantization.SignedPerTensor, 8, "classifier.weight_scale", "classifier.weight_other", "scale is not in the file")]
    [TestCase(TestQuantization.UnsignedPerChannel, 8, "classifier.weight_zero_point", "classifier.weight_one_points", "zero point is not in the file")]
    [TestCase(TestQuantization.SignedWeightsOnly, 4, "DequantizeLinear", "DequantizeSquare", "that operator is not known")]
    [TestCase(TestQuantization.SignedWeightsOnly, 8, "classifier.weight_scale", "classifier.weight_other", "scale is not in the file")]
    public void AnotherFormIsRefusedByName(TestQuantization form, int field, string name, string other, string why)
    {
        TestModel.Write(_folder, TestModelPresets.Tiny(TestArchitecture.Bert) with { Quantization = form });
        string path = Path.Combine(_folder, "model.onnx");
        byte[] file = File.ReadAllBytes(path);
        int place = file.AsSpan().IndexOf([(byte)((field << 3) | 2), (byte)name.Length, .. Encoding.UTF8.GetBytes(name)]);
        Encoding.UTF8.GetBytes(other).CopyTo(file, place + 2);
        File.WriteAllBytes(path, file);
        Assert.That(
            () => CrossEncoderReranker.Load(_folder, new() { Engine = ModelEngine.Managed }),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains(why).And.Message.Contains("ONNX Runtime"));
    }

    [Test]
    public void ThePrecisionThatIsAskedForIsTakenThoughThereAreSafetensors()
    {
        TestModelOptions options = TestModelPresets.Tiny(TestArchitecture.Bert);
        TestModel.Write(_folder, options);
        SafetensorsFolder.Write(_folder);
        TestModel.Write(_folder, options with { Quantization = TestQuantization.SignedPerTensor, FileName = "model_int8.onnx" });
        using var whole = CrossEncoderReranker.Load(_folder, new() { Engine = ModelEngine.Managed });
        using var widened = CrossEncoderReranker.Load(_folder, new() { Engine = ModelEngine.Managed, Source = new() { Precision = ModelPrecision.Int8 } });
        Assert.That(widened.Score(), Is.Not.EqualTo(whole.Score()).Within(1e-5));
        Assert.That(widened.GetService<RerankerMetadata>()!.Revision, Does.Contain("widened"));
        Assert.That(whole.GetService<RerankerMetadata>()!.Revision, Does.Not.Contain("widened"));
    }

    private float[] Logits(TestModelOptions options)
    {
        using var engine = new EngineRuns(_folder, EncoderKernels.Preferred);
        return engine.Run(1, isLogits: true, new Tokens(Random(options, 40)))[0];
    }

    private static int[] Random(TestModelOptions options, int length)
    {
        var random = new Random(length);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(5, options.Vocabulary))];
    }
}
