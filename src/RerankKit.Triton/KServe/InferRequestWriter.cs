using System.Runtime.InteropServices;
using System.Text.Json;

namespace RerankKit.Triton;

/// <summary>Writes inference requests.</summary>
internal static class InferRequestWriter
{
    private const int JsonCapacity = 1024;

    /// <summary>Writes a request. The caller disposes the content, which has taken over the bytes.</summary>
    /// <param name="id">The request's id.</param>
    /// <param name="tensors">What is sent, in the order of the inputs.</param>
    /// <param name="inputs">The inputs, by the server's names.</param>
    /// <param name="bytes">The tensors' bytes, one behind the other.</param>
    /// <param name="output">The output that is wanted.</param>
    /// <param name="isBinary">Whether the bytes follow the JSON rather than being part of it as numbers.</param>
    public static InferContent Write(string id, ReadOnlySpan<InferTensor> tensors, IReadOnlyList<GraphTensor> inputs, PooledBytes bytes, string output, bool isBinary)
    {
        var json = new PooledBytes(JsonCapacity);
        try
        {
            using (var writer = new Utf8JsonWriter(json))
            {
                writer.WriteStartObject();
                writer.WriteString("id", id);
                writer.WriteStartArray("inputs");
                int start = 0;
                for (int input = 0; input < tensors.Length; input++)
                {
                    Write(writer, inputs[input], tensors[input], bytes.Span.Slice(start, tensors[input].Bytes), isBinary);
                    start += tensors[input].Bytes;
                }

                writer.WriteEndArray();
                WriteOutput(writer, output, isBinary);
                writer.WriteEndObject();
            }

            if (isBinary)
            {
                return new(id, json, bytes);
            }

            bytes.Dispose();
            return new(id, json, tensors: null);
        }
        catch
        {
            json.Dispose();
            bytes.Dispose();
            throw;
        }
    }

    private static void Write(Utf8JsonWriter writer, GraphTensor input, InferTensor tensor, ReadOnlySpan<byte> bytes, bool isBinary)
    {
        bool isShort = input.ElementType == GraphElementType.Int32;
        writer.WriteStartObject();
        writer.WriteString("name", input.Name);
        writer.WriteStartArray("shape");
        writer.WriteNumberValue(tensor.Rows);
        writer.WriteNumberValue(tensor.Length);
        writer.WriteEndArray();
        writer.WriteString("datatype", isShort ? KServeDataType.Int32 : KServeDataType.Int64);
        if (isBinary)
        {
            writer.WriteStartObject("parameters");
            writer.WriteNumber("binary_data_size", bytes.Length);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStartArray("data");
            for (int i = 0; i < tensor.Rows * tensor.Length; i++)
            {
                writer.WriteNumberValue(isShort ? MemoryMarshal.Cast<byte, int>(bytes)[i] : MemoryMarshal.Cast<byte, long>(bytes)[i]);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter writer, string output, bool isBinary)
    {
        writer.WriteStartArray("outputs");
        writer.WriteStartObject();
        writer.WriteString("name", output);
        if (isBinary)
        {
            writer.WriteStartObject("parameters");
            writer.WriteBoolean("binary_data", true);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
