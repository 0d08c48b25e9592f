using System.Buffers.Binary;
using Google.Protobuf;
using RerankKit.PublishedModels.Proto;

namespace RerankKit.PublishedModels;

/// <summary>Puts the head of BertForSequenceClassification behind an encoder's last hidden state, which is no output any more then. The pooler is the file's own, unused there; the classifier has seeded weights.</summary>
internal static class ClassifierHead
{
    private const string Hidden = "last_hidden_state";
    private const int Width = 384;
    private const int Float = 1;
    private const int Int64 = 7;

    public static void Append(ModelProto model)
    {
        GraphProto graph = model.Graph;
        graph.Output.Clear();
        graph.Output.Add(new ValueInfoProto { Name = "logits", Type = Tensor("batch_size", 1) });
        graph.Initializer.Add(new TensorProto { Name = "first_token", DataType = Int64, RawData = ByteString.CopyFrom(new byte[sizeof(long)]) });
        graph.Node.Add(Node("Gather", "/pooler/Gather", [Hidden, "first_token"], "first", ("axis", 1)));
        AddLinear(graph, "pooler.dense", "first", "pooled");
        graph.Node.Add(Node("Tanh", "/pooler/Tanh", ["pooled"], "pooler_output"));
        var random = new Random(1);
        graph.Initializer.Add(Weights("classifier.weight", random, 1, Width));
        graph.Initializer.Add(Weights("classifier.bias", random, 1));
        AddLinear(graph, "classifier", "pooler_output", "logits");
    }

    private static void AddLinear(GraphProto graph, string name, string input, string output) =>
        graph.Node.Add(Node("Gemm", $"/{name.Replace('.', '/')}/Gemm", [input, $"{name}.weight", $"{name}.bias"], output, ("transB", 1)));

    private static TensorProto Weights(string name, Random random, params int[] shape)
    {
        byte[] bytes = new byte[sizeof(float) * shape.Aggregate(1, (product, length) => product * length)];
        for (int i = 0; i < bytes.Length; i += sizeof(float))
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i), (random.NextSingle() - 0.5f) / 6);
        }

        return new() { Name = name, DataType = Float, Dims = { shape.Select(length => (long)length) }, RawData = ByteString.CopyFrom(bytes) };
    }

    private static NodeProto Node(string type, string name, string[] inputs, string output, params (string Name, long Value)[] attributes) => new()
    {
        OpType = type,
        Name = name,
        Input = { inputs },
        Output = { output },
        Attribute = { attributes.Select(attribute => new AttributeProto { Name = attribute.Name, Type = AttributeProto.Types.AttributeType.Int, I = attribute.Value }) },
    };

    private static TypeProto Tensor(string batch, int width) => new()
    {
        TensorType = new()
        {
            ElemType = Float,
            Shape = new() { Dim = { new TensorShapeProto.Types.Dimension { DimParam = batch }, new TensorShapeProto.Types.Dimension { DimValue = width } } },
        },
    };
}
