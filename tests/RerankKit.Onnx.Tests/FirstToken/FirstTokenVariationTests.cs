using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using RerankKit.PublishedModels;
using RerankKit.PublishedModels.Proto;
using RerankKit.TestModels;

namespace RerankKit.Onnx.Tests.FirstToken;

/// <summary>What exporters write otherwise than the generated graphs have it.</summary>
[TestFixture]
public sealed class FirstTokenVariationTests
{
    private static readonly TestModelOptions Bert = TestModelPresets.Tiny(TestArchitecture.Bert);
    private static TestModelFolder _folder = null!;

    [OneTimeSetUp]
    public static void Write() => _folder = new(Bert);

    [OneTimeTearDown]
    public static void Delete() => _folder.Dispose();

    [Test]
    public void AGraphThatPutsTheLastHiddenStateOutAsWellIsRunAsItIs()
    {
        FirstTokenGraph graph = FirstTokenRewriting.Rewrite(Change(model => model.Graph.Output.Add(new ValueInfoProto { Name = LastHidden(model), Type = model.Graph.Output[0].Type })));

        Assert.That(graph.Refusal, Does.StartWith("what the first token is taken from is also used otherwise"));
    }

    [Test]
    public void AHeadThatAlsoReadsTheMeanOfAllTokensIsRunAsItIs()
    {
        FirstTokenGraph graph = FirstTokenRewriting.Rewrite(Change(model =>
        {
            NodeProto pooled = Taker(model);
            string first = pooled.Output[0];
            pooled.Output[0] = "first";
            int place = model.Graph.Node.IndexOf(pooled);
            model.Graph.Node.Insert(place + 1, Node("ReduceMean", [pooled.Input[0]], "mean", Integers("axes", 1), Integer("keepdims", 0)));
            model.Graph.Node.Insert(place + 2, Node("Add", ["first", "mean"], first));
        }));

        Assert.That(graph.Refusal, Does.StartWith("what the first token is taken from is also used otherwise"));
    }

    [Test]
    public void TheFirstTokenMayBeTakenBySlice() => Check(model =>
    {
        NodeProto pooled = Taker(model);
        string result = pooled.Output[0];
        pooled.OpType = "Slice";
        pooled.Attribute.Clear();
        pooled.Input[1] = Constant(model, "begin", 0);
        pooled.Input.Add([Constant(model, "end", 1), Constant(model, "along", 1)]);
        pooled.Output[0] = "one_token";
        model.Graph.Node.Insert(model.Graph.Node.IndexOf(pooled) + 1, Node("Squeeze", ["one_token", "along"], result));
    });

    [Test]
    public void ShapesMayBeConstants() => Check(model =>
    {
        foreach (NodeProto node in model.Graph.Node.Where(node => node.OpType == "Reshape"))
        {
            bool isMerged = model.Graph.Node.Single(other => other.Output.Contains(node.Input[0])).OpType == "Transpose";
            node.Input[1] = isMerged ? Constant(model, "merged", 0, -1, Bert.Hidden) : Constant(model, "split", 0, -1, Bert.Heads, Bert.Hidden / Bert.Heads);
        }
    });

    [Test]
    public void TheMaskMayHaveARowForEachQuery() => Check(model =>
    {
        string mask = model.Graph.Node.First(node => node.OpType == "Softmax").Input[0];
        mask = model.Graph.Node.Single(node => node.Output.Contains(mask)).Input[1];
        NodeProto maker = model.Graph.Node.Single(node => node.Output.Contains(mask));
        maker.Output[0] = "narrow_mask";
        int place = model.Graph.Node.IndexOf(maker) + 1;
        NodeProto[] added =
        [
            Node("Shape", ["input_ids"], "ids_shape"),
            Node("Slice", ["ids_shape", Constant(model, "from", 1), Constant(model, "to", 2)], "tokens"),
            Node("Concat", [Constant(model, "ones", 1, 1), "tokens", Constant(model, "one", 1)], "rows", Integer("axis", 0)),
            Node("Expand", ["narrow_mask", "rows"], mask),
        ];
        for (int i = 0; i < added.Length; i++)
        {
            model.Graph.Node.Insert(place + i, added[i]);
        }
    });

    [Test]
    public void AGraphThatTheRuntimeHasFusedMayBeRewrittenToo()
    {
        foreach (string path in (string[])[_folder.File(Bert.FileName), Classifier(PublishedModel.MiniLM)])
        {
            string fused = _folder.File("fused.onnx");
            using (var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED, OptimizedModelFilePath = fused, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR })
            {
                using var session = new InferenceSession(path, options);
            }

            FirstTokenGraph graph = FirstTokenRewriting.Rewrite(fused);

            FirstTokenCheck.LogitsAreEqual(_folder, fused, graph);
            Assert.That(graph.Operators, Is.EqualTo(20));
        }
    }

    [Test]
    public void RealWeightsAndTheirExportGiveTheSameLogits()
    {
        foreach (PublishedModel published in (PublishedModel[])[PublishedModel.MiniLM, PublishedModel.ArcticXs])
        {
            string path = Classifier(published);
            FirstTokenGraph graph = FirstTokenRewriting.Rewrite(path);

            FirstTokenCheck.LogitsAreEqual(_folder, path, graph, tolerance: 1e-6);
            Assert.That(graph.Operators, Is.EqualTo(42));
        }
    }

    // A classifier on the first token's last hidden state.
    private static void AddHead(ModelProto model)
    {
        string hidden = model.Graph.Output[0].Name;
        var random = new Random(3);
        float[] weights = [.. Enumerable.Range(0, 384).Select(_ => (float)(random.NextDouble() - 0.5) / 4)];
        var matrix = new TensorProto { Name = "head_weight", DataType = 1, Dims = { 384, 1 }, RawData = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan())) };
        model.Graph.Initializer.Add(matrix);
        model.Graph.Initializer.Add(new TensorProto { Name = "head_place", DataType = 7, RawData = ByteString.CopyFrom(new byte[8]) });
        model.Graph.Node.Add(Node("Gather", [hidden, "head_place"], "head_first", Integer("axis", 1)));
        model.Graph.Node.Add(Node("MatMul", ["head_first", "head_weight"], "logits"));
        var type = new TypeProto { TensorType = new() { ElemType = 1, Shape = new() } };
        type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 1 });
        model.Graph.Output.Clear();
        model.Graph.Output.Add(new ValueInfoProto { Name = "logits", Type = type });
    }

    private static NodeProto Taker(ModelProto model) => model.Graph.Node.Last(node => node.OpType == "Gather" && node.Attribute.Any(attribute => attribute is { Name: "axis", I: 1 }));

    private static string LastHidden(ModelProto model) => Taker(model).Input[0];

    private static NodeProto Node(string type, string[] inputs, string output, params AttributeProto[] attributes) =>
        new() { OpType = type, Name = output, Input = { inputs }, Output = { output }, Attribute = { attributes } };

    private static AttributeProto Integer(string name, long value) => new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    private static AttributeProto Integers(string name, params long[] values) => new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    private static string Constant(ModelProto model, string name, params long[] values)
    {
        if (!model.Graph.Initializer.Any(tensor => tensor.Name == name))
        {
            model.Graph.Initializer.Add(
                new TensorProto { Name = name, DataType = 7, Dims = { values.Length }, RawData = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan())) });
        }

        return name;
    }

    private static string Classifier(PublishedModel published)
    {
        published.Write(_folder.File("published"));
        string path = _folder.File("published", "onnx", "model.onnx");
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        AddHead(model);
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }

    private static void Check(Action<ModelProto> change)
    {
        string path = Change(change);
        FirstTokenCheck.LogitsAreEqual(_folder, path, FirstTokenRewriting.Rewrite(path));
    }

    private static string Change(Action<ModelProto> change)
    {
        string path = _folder.File("changed.onnx");
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder.File(Bert.FileName)));
        change(model);
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }
}
