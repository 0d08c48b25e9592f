using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RerankKit.Onnx;

/// <summary>Writes batches as inference requests of one model. Thread-safe.</summary>
/// <param name="layout">How a batch is laid out.</param>
/// <param name="inputs">The inputs, by the server's names, in the layout's order.</param>
/// <param name="output">The output that is wanted.</param>
/// <param name="isBinary">Whether tensors follow the JSON as bytes rather than being part of it.</param>
internal sealed class InferRequestWriter(SequenceLayout layout, IReadOnlyList<OnnxTensorInfo> inputs, string output, bool isBinary)
{
    private const int JsonCapacity = 1024;

    /// <summary>Writes a batch. The caller disposes the content.</summary>
    public InferContent Write(SequenceBatch batch, string id)
    {
        var json = new PooledBytes(JsonCapacity);
        PooledBytes? tensors = isBinary ? new PooledBytes(checked((int)batch.PaddedTokens * sizeof(long) * inputs.Count)) : null;
        try
        {
            using (var writer = new Utf8JsonWriter(json))
            {
                writer.WriteStartObject();
                writer.WriteString("id", id);
                writer.WriteStartArray("inputs");
                for (int input = 0; input < inputs.Count; input++)
                {
                    Write(writer, batch, input, tensors);
                }

                writer.WriteEndArray();
                WriteOutputs(writer);
                writer.WriteEndObject();
            }

            return new(id, json, tensors);
        }
        catch
        {
            json.Dispose();
            tensors?.Dispose();
            throw;
        }
    }

    private void Write(Utf8JsonWriter writer, SequenceBatch batch, int input, PooledBytes? tensors)
    {
        bool isShort = inputs[input].ElementType == OnnxElementType.Int32;
        writer.WriteStartObject();
        writer.WriteString("name", inputs[input].Name);
        writer.WriteStartArray("shape");
        writer.WriteNumberValue(batch.Count);
        writer.WriteNumberValue(batch.Length);
        writer.WriteEndArray();
        writer.WriteString("datatype", isShort ? KServeDataType.Int32 : KServeDataType.Int64);
        if (tensors is not null)
        {
            Span<byte> bytes = tensors.Append(checked((int)batch.PaddedTokens * (isShort ? sizeof(int) : sizeof(long))));
            WriteRaw(batch, input, bytes, isShort);
            writer.WriteStartObject("parameters");
            writer.WriteNumber("binary_data_size", bytes.Length);
            writer.WriteEndObject();
        }
        else
        {
            WriteNumbers(writer, batch, input);
        }

        writer.WriteEndObject();
    }

    // Bytes of the wire are little-endian, as those of every processor that .NET 10 has a runtime for but one.
    private void WriteRaw(SequenceBatch batch, int input, Span<byte> bytes, bool isShort)
    {
        if (isShort)
        {
            layout.Write(batch, input, MemoryMarshal.Cast<byte, int>(bytes));
        }
        else
        {
            layout.Write(batch, input, MemoryMarshal.Cast<byte, long>(bytes));
        }
    }

    private void WriteNumbers(Utf8JsonWriter writer, SequenceBatch batch, int input)
    {
        long[] buffer = ArrayPool<long>.Shared.Rent(checked((int)batch.PaddedTokens));
        Span<long> values = buffer.AsSpan(0, (int)batch.PaddedTokens);
        layout.Write(batch, input, values);
        writer.WriteStartArray("data");
        foreach (long value in values)
        {
            writer.WriteNumberValue(value);
        }

        writer.WriteEndArray();
        ArrayPool<long>.Shared.Return(buffer);
    }

    private void WriteOutputs(Utf8JsonWriter writer)
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
