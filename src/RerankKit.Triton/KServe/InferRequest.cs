using System.Runtime.InteropServices;
using System.Text.Json;

namespace RerankKit.Triton;

/// <summary>An inference request as the protocol has it.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="Inputs">The tensors that are sent.</param>
/// <param name="Outputs">Those that are wanted.</param>
internal sealed record InferRequest(string Id, InferTensor[] Inputs, InferTensor[] Outputs)
{
    private const int JsonCapacity = 1024;

    /// <summary>Writes a request. The caller disposes the content, which has taken over the bytes.</summary>
    /// <param name="id">The request's id.</param>
    /// <param name="inputs">What is sent, by the server's names, as bytes behind the JSON.</param>
    /// <param name="bytes">The tensors' bytes, one behind the other.</param>
    /// <param name="output">The output that is wanted.</param>
    /// <param name="isBinary">Whether the bytes follow the JSON rather than being part of it as numbers.</param>
    public static InferContent Write(string id, InferTensor[] inputs, PooledBytes bytes, string output, bool isBinary)
    {
        var json = new PooledBytes(JsonCapacity);
        try
        {
            InferRequest request = isBinary
                ? new(id, inputs, [new(output) { Parameters = new(BinaryData: true) }])
                : new(id, WithNumbers(inputs, bytes.Span), [new(output)]);
            using (var writer = new Utf8JsonWriter(json))
            {
                JsonSerializer.Serialize(writer, request, InferJson.Default.InferRequest);
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

    private static InferTensor[] WithNumbers(InferTensor[] inputs, ReadOnlySpan<byte> bytes)
    {
        var written = new InferTensor[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            int length = inputs[i].Parameters!.BinaryDataSize!.Value;
            ReadOnlySpan<byte> own = bytes[..length];
            long[] data = inputs[i].Datatype == KServeDataType.Int64 ? MemoryMarshal.Cast<byte, long>(own).ToArray() : Array.ConvertAll(MemoryMarshal.Cast<byte, int>(own).ToArray(), Convert.ToInt64);
            written[i] = inputs[i] with { Parameters = null, Data = data };
            bytes = bytes[length..];
        }

        return written;
    }
}
