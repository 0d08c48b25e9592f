using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace RerankKit.TestModels;

/// <summary>Writes the weights of a layer as torch names and lays them out: matrices [outputs, inputs].</summary>
internal static class SafetensorsWriter
{
    public static void Write(string path, DenseWeights layer)
    {
        List<(string Name, SeededTensor Tensor)> tensors = [("linear.weight", layer.Matrix)];
        if (layer.Bias is not null)
        {
            tensors.Insert(0, ("linear.bias", layer.Bias));
        }

        if (layer.Residual is not null)
        {
            tensors.Add(("residual.weight", layer.Residual));
        }

        int size = layer.Type == "F32" ? sizeof(float) : sizeof(ushort);
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        long at = 0;
        foreach ((string name, SeededTensor tensor) in tensors)
        {
            long end = at + (tensor.Count * size);
            header[name] = new JsonObject
            {
                ["dtype"] = layer.Type,
                ["shape"] = new JsonArray([.. tensor.Dims.Reverse().Select(dimension => JsonValue.Create(dimension))]),
                ["data_offsets"] = new JsonArray(at, end),
            };
            at = end;
        }

        byte[] json = Encoding.UTF8.GetBytes(header.ToJsonString());
        using FileStream file = File.Create(path);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        file.Write(length);
        file.Write(json);
        foreach ((_, SeededTensor tensor) in tensors)
        {
            file.Write(Bytes(tensor, layer, size));
        }
    }

    private static byte[] Bytes(SeededTensor tensor, DenseWeights layer, int size)
    {
        byte[] bytes = new byte[tensor.Count * size];
        int columns = (int)tensor.Dims[^1];
        int rows = tensor.Dims.Length == 1 ? 1 : (int)tensor.Dims[0];
        for (int i = 0; i < tensor.Count; i++)
        {
            (int row, int column) = Math.DivRem(i, columns);
            float value = layer.Round(tensor.Values[i]);
            Span<byte> target = bytes.AsSpan(((column * rows) + row) * size);
            switch (layer.Type)
            {
                case "F16":
                    BinaryPrimitives.WriteHalfLittleEndian(target, (Half)value);
                    break;
                case "BF16":
                    BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16));
                    break;
                default:
                    BinaryPrimitives.WriteSingleLittleEndian(target, value);
                    break;
            }
        }

        return bytes;
    }
}
