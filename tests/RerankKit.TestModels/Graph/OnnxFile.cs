using Google.Protobuf;
using RerankKit.PublishedModels.Proto;

namespace RerankKit.TestModels;

/// <summary>Writes a graph as an ONNX file, tensor by tensor, so that no file is ever held in memory.</summary>
internal static class OnnxFile
{
    private const int GraphField = 7;
    private const int InitializerField = 5;
    private const int RawDataField = 9;
    private const long IrVersion = 8;

    /// <summary>Writes <c>model.onnx</c>; with external data the weights go to a second file beside it (<c>model.onnx_data</c>).</summary>
    public static void Write(string path, GraphBuilder graph, int opset, bool externalData)
    {
        string dataPath = path + "_data";
        File.Delete(dataPath);
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        if (!externalData)
        {
            Write(file, graph, opset, tensor => Header(tensor), tensor => tensor.Integers is null);
            return;
        }

        using FileStream data = new(dataPath, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        var offsets = new Dictionary<string, long>(StringComparer.Ordinal);
        long offset = 0;
        foreach (Initializer tensor in graph.Initializers.Where(IsLarge))
        {
            offsets[tensor.Name] = offset;
            tensor.Write(data);
            offset += tensor.Length;
        }

        Write(file, graph, opset, tensor => offsets.TryGetValue(tensor.Name, out long at) ? ExternalHeader(tensor, Path.GetFileName(dataPath), at) : Header(tensor), tensor => !IsLarge(tensor) && tensor.Integers is null);
    }

    // Small tensors stay in the file, as torch and onnx keep them: shapes must be known while the graph is loaded.
    private static bool IsLarge(Initializer tensor) => tensor.Length >= 1024 && tensor.Integers is null;

    private static void Write(Stream stream, GraphBuilder graph, int opset, Func<Initializer, TensorProto> header, Func<Initializer, bool> inline)
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "RerankKit.TestModels" };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        model.WriteTo(stream);

        (Initializer Tensor, TensorProto Header, bool Inline)[] tensors = [.. graph.Initializers.Select(t => (t, header(t), inline(t)))];
        long length = graph.Graph.CalculateSize();
        foreach ((Initializer tensor, TensorProto proto, bool isInline) in tensors)
        {
            long tensorLength = TensorLength(tensor, proto, isInline);
            length += TagLength(InitializerField) + VarintLength(tensorLength) + tensorLength;
        }

        if (length > int.MaxValue)
        {
            throw new InvalidOperationException($"The graph takes {length} bytes and a protobuf message at most {int.MaxValue}; write it with external data.");
        }

        WriteTag(stream, GraphField);
        WriteVarint(stream, length);
        graph.Graph.WriteTo(stream);
        foreach ((Initializer tensor, TensorProto proto, bool isInline) in tensors)
        {
            WriteTag(stream, InitializerField);
            WriteVarint(stream, TensorLength(tensor, proto, isInline));
            proto.WriteTo(stream);
            if (isInline)
            {
                WriteTag(stream, RawDataField);
                WriteVarint(stream, tensor.Length);
                tensor.Write(stream);
            }
        }
    }

    private static TensorProto Header(Initializer tensor) => new() { Name = tensor.Name, DataType = (int)tensor.Type, Dims = { tensor.Dims }, Int32Data = { tensor.Integers ?? [] } };

    private static TensorProto ExternalHeader(Initializer tensor, string file, long offset)
    {
        TensorProto header = Header(tensor);
        header.DataLocation = TensorProto.Types.DataLocation.External;
        header.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = file });
        header.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        header.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = tensor.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        return header;
    }

    private static long TensorLength(Initializer tensor, TensorProto header, bool inline) =>
        header.CalculateSize() + (inline ? TagLength(RawDataField) + VarintLength(tensor.Length) + tensor.Length : 0);

    private static int TagLength(int field) => VarintLength(((long)field << 3) | 2);

    private static void WriteTag(Stream stream, int field) => WriteVarint(stream, ((long)field << 3) | 2);

    private static int VarintLength(long value)
    {
        int length = 1;
        for (; value > 127; value >>= 7)
        {
            length++;
        }

        return length;
    }

    private static void WriteVarint(Stream stream, long value)
    {
        for (; value > 127; value >>= 7)
        {
            stream.WriteByte((byte)((value & 127) | 128));
        }

        stream.WriteByte((byte)value);
    }
}
