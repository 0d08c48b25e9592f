using RerankKit.PublishedModels.Proto;
using RerankKit.TestModels;

namespace RerankKit.Onnx.Tests;

[TestFixture]
public sealed class OnnxFileTests
{
    [Test]
    public void EveryNodeReadsWhatStandsBeforeIt([Values] TestArchitecture architecture, [Values] TestQuantization quantization)
    {
        using var folder = new TestModelFolder(TestModelPresets.Tiny(architecture) with { Quantization = quantization });
        GraphProto graph = Read(folder.File("model.onnx")).Graph;

        var known = new HashSet<string>(StringComparer.Ordinal);
        var nodeNames = new HashSet<string>(StringComparer.Ordinal);
        Assert.That(graph.Input.Select(input => input.Name).Concat(graph.Initializer.Select(tensor => tensor.Name)).All(known.Add), Is.True, "names are unique");
        foreach (NodeProto node in graph.Node)
        {
            Assert.That(known, Is.SupersetOf(node.Input.Distinct()), node.Name);
            Assert.That(node.Output.All(known.Add), Is.True, $"{node.Name} writes names of its own");
            Assert.That(nodeNames.Add(node.Name), Is.True, $"{node.Name} is there once");
        }

        Assert.That(graph.Output.Select(output => output.Name), Is.SubsetOf(known));
    }

    [Test]
    public void EveryTensorHasTheBytesOfItsShape([Values] TestArchitecture architecture, [Values] TestQuantization quantization)
    {
        using var folder = new TestModelFolder(TestModelPresets.Tiny(architecture) with { Quantization = quantization });

        foreach (TensorProto tensor in Read(folder.File("model.onnx")).Graph.Initializer)
        {
            long elements = tensor.Dims.Aggregate(1L, (product, dim) => product * dim);
            bool isVariable = tensor.Name.EndsWith("_zero_point", StringComparison.Ordinal);
            Assert.That(tensor.RawData.Length, Is.EqualTo(isVariable ? 0 : elements * SizeOf(tensor)), tensor.Name);
            Assert.That(tensor.Int32Data, Has.Count.EqualTo(isVariable ? elements : 0), tensor.Name);
        }
    }

    [Test]
    public void WeightsOf8BitsTakeAThirdOfTheFileAtMost([Values(TestQuantization.SignedPerTensor, TestQuantization.UnsignedPerChannel)] TestQuantization quantization)
    {
        TestModelOptions options = TestModelPresets.Tiny(TestArchitecture.Bert) with { Hidden = 128, Intermediate = 512 };
        using var whole = new TestModelFolder(options);
        using var small = new TestModelFolder(options with { Quantization = quantization });

        long wholeLength = new FileInfo(whole.File("model.onnx")).Length;
        Assert.That(new FileInfo(small.File("model.onnx")).Length, Is.InRange(wholeLength / 4, wholeLength / 3));
    }

    [Test]
    public void ExternalDataHoldsTheSameTensors()
    {
        TestModelOptions options = TestModelPresets.Tiny(TestArchitecture.Bert);
        using var inside = new TestModelFolder(options);
        using var outside = new TestModelFolder(options with { ExternalData = true });
        Dictionary<string, TensorProto> expected = Read(inside.File("model.onnx")).Graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        byte[] data = File.ReadAllBytes(outside.File("model.onnx_data"));

        TensorProto[] external = [.. Read(outside.File("model.onnx")).Graph.Initializer.Where(tensor => tensor.DataLocation == TensorProto.Types.DataLocation.External)];

        Assert.That(external, Is.Not.Empty);
        foreach (TensorProto tensor in external)
        {
            Dictionary<string, string> entries = tensor.ExternalData.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
            Assert.That(entries["location"], Is.EqualTo("model.onnx_data"));
            byte[] bytes = data[Parse(entries["offset"])..(Parse(entries["offset"]) + Parse(entries["length"]))];
            Assert.That(bytes, Is.EqualTo(expected[tensor.Name].RawData.ToByteArray()), tensor.Name);
        }
    }

    [Test]
    public void TheSameOptionsGiveTheSameBytesAndAnotherSeedOthers()
    {
        TestModelOptions options = TestModelPresets.Tiny(TestArchitecture.ModernBert);
        using var first = new TestModelFolder(options);
        using var second = new TestModelFolder(options);
        using var other = new TestModelFolder(options with { Seed = 2 });

        byte[] bytes = File.ReadAllBytes(first.File("model.onnx"));
        Assert.That(File.ReadAllBytes(second.File("model.onnx")), Is.EqualTo(bytes));
        Assert.That(File.ReadAllBytes(other.File("model.onnx")), Is.Not.EqualTo(bytes));
    }

    [Test]
    public void TheGraphMayLieInTheFolderOnnx()
    {
        using var folder = new TestModelFolder(TestModelPresets.Tiny(TestArchitecture.Bert) with { OnnxFolder = true, FileName = "model_quantized.onnx" });

        Assert.That(File.Exists(folder.File("onnx", "model_quantized.onnx")), Is.True);
        Assert.That(File.Exists(folder.File("config.json")), Is.True);
    }

    private static int Parse(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static ModelProto Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return ModelProto.Parser.ParseFrom(stream);
    }

    private static int SizeOf(TensorProto tensor) => (OnnxType)tensor.DataType switch
    {
        OnnxType.Int64 => 8,
        OnnxType.Float or OnnxType.Int32 => 4,
        OnnxType.Int8 or OnnxType.UInt8 => 1,
        _ => throw new NotSupportedException($"{tensor.Name} has the type {tensor.DataType}."),
    };
}
