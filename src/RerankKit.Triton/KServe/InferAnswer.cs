using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RerankKit.Triton;

/// <summary>One output of an inference, as numbers.</summary>
internal sealed class InferAnswer : IDisposable
{
    private readonly string _name;
    private readonly GraphElementType _type;
    private readonly long[] _shape;
    private readonly byte[] _values;

    private InferAnswer(string name, GraphElementType type, long[] shape, byte[] values) => (_name, _type, _shape, _values) = (name, type, shape, values);

    /// <summary>Finds an output in an answer.</summary>
    /// <param name="answer">The answer; no longer needed afterwards.</param>
    /// <param name="output">The output's name.</param>
    /// <param name="id">The request's id; an answer with another one is not for it.</param>
    /// <exception cref="ModelServerException">The answer is not what the protocol says, or has no such output.</exception>
    public static InferAnswer Read(KServeAnswer answer, string output, string id)
    {
        using JsonDocument document = KServeJson.Parse(answer.Json);
        if (document.RootElement.TryGetProperty("id", out JsonElement echo) && KServeJson.Text(echo, "an id") is { Length: > 0 } other && other != id)
        {
            throw KServeJson.Wrong("is for another request");
        }

        InferAnswer? found = null;
        try
        {
            long offset = 0;
            foreach (JsonElement tensor in KServeJson.Array(document.RootElement, "outputs").EnumerateArray())
            {
                long size = RawSize(tensor);
                if (offset + Math.Max(size, 0) > answer.Raw.Length)
                {
                    throw KServeJson.Wrong(Invariant($"has {answer.Raw.Length} bytes of raw tensors, but output bytes {offset} to {offset + size} are said to exist"));
                }

                if (found is null && KServeJson.Text(KServeJson.Member(tensor, "name"), "a tensor's name") == output)
                {
                    found = size < 0 ? FromJson(tensor, output, answer.Json.Length) : FromRaw(tensor, output, answer.Raw.Span.Slice((int)offset, (int)size));
                }

                offset += Math.Max(size, 0);
            }

            return offset != answer.Raw.Length ? throw KServeJson.Wrong(Invariant($"has {answer.Raw.Length} bytes of raw tensors, of which its outputs name {offset}"))
                : found ?? throw KServeJson.Wrong($"has no output '{output}'");
        }
        catch
        {
            found?.Dispose();
            throw;
        }
    }

    /// <summary>The numbers, until this is disposed.</summary>
    public GraphTensorView View() => new(_name, _type, _shape, _values);

    public void Dispose() => ArrayPool<byte>.Shared.Return(_values);

    // -1 where the data is part of the JSON.
    private static long RawSize(JsonElement tensor)
    {
        if (tensor.ValueKind != JsonValueKind.Object || !tensor.TryGetProperty("parameters", out JsonElement parameters)
            || parameters.ValueKind != JsonValueKind.Object || !parameters.TryGetProperty("binary_data_size", out JsonElement size))
        {
            return -1;
        }

        return size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out long bytes) && bytes is >= 0 and <= int.MaxValue
            ? bytes
            : throw KServeJson.Wrong("has a binary_data_size that is no number of bytes");
    }

    private static InferAnswer FromRaw(JsonElement tensor, string name, ReadOnlySpan<byte> raw)
    {
        (GraphElementType type, long[] shape, long count) = Describe(tensor, name);
        if (count * KServeDataType.FloatSize(type) != raw.Length)
        {
            throw KServeJson.Wrong(Invariant($"has {raw.Length} bytes for the output '{name}' of the shape [{string.Join(", ", shape)}]"));
        }

        // Copied to where a number may begin.
        byte[] values = ArrayPool<byte>.Shared.Rent(Math.Max(raw.Length, 1));
        raw.CopyTo(values);
        return new(name, type, shape, values);
    }

    private static InferAnswer FromJson(JsonElement tensor, string name, int jsonLength)
    {
        (_, long[] shape, long count) = Describe(tensor, name);
        JsonElement data = KServeJson.Array(tensor, "data");

        // Every number takes a byte of the answer at least: what it does not hold is not allocated for.
        byte[] values = ArrayPool<byte>.Shared.Rent((int)Math.Max(1, Math.Min(count, jsonLength) * sizeof(float)));
        try
        {
            Span<float> numbers = MemoryMarshal.Cast<byte, float>(values.AsSpan())[..(int)Math.Min(count, values.Length / sizeof(float))];
            int written = 0;
            Flatten(data, numbers, ref written);
            return written == count ? new(name, GraphElementType.Float, shape, values)
                : throw KServeJson.Wrong(Invariant($"has {written} numbers for the output '{name}' of the shape [{string.Join(", ", shape)}]"));
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(values);
            throw;
        }
    }

    private static (GraphElementType Type, long[] Shape, long Count) Describe(JsonElement tensor, string name)
    {
        string datatype = KServeJson.Text(KServeJson.Member(tensor, "datatype"), "a datatype");
        GraphElementType type = KServeDataType.Parse(datatype);
        if (KServeDataType.FloatSize(type) == 0)
        {
            throw KServeJson.Wrong($"gives the output '{name}' a datatype that is none of FP32, FP16, BF16, FP64");
        }

        long[] shape = KServeJson.Shape(tensor, allowsUnknown: false);
        Int128 count = 1;
        foreach (long dimension in shape)
        {
            count = Int128.Min(count * dimension, long.MaxValue);
        }

        return count * sizeof(double) <= Array.MaxLength ? (type, shape, (long)count) : throw KServeJson.Wrong($"gives the output '{name}' a shape of more than 2 GiB");
    }

    private static void Flatten(JsonElement data, Span<float> numbers, ref int written)
    {
        foreach (JsonElement element in data.EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                Flatten(element, numbers, ref written);
            }
            else if (element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double number) && written < numbers.Length)
            {
                numbers[written++] = (float)number;
            }
            else if (IsNotFinite(element) && written < numbers.Length)
            {
                numbers[written++] = float.NaN;
            }
            else
            {
                throw KServeJson.Wrong("has data that are not the numbers of its shape");
            }
        }
    }

    // JSON has no other numbers: servers write null, or what NonFiniteNumbers has put a text in the place of. Only the candidate of such a number stays unscored.
    private static bool IsNotFinite(JsonElement element) => element.ValueKind == JsonValueKind.Null || (element.ValueKind == JsonValueKind.String && element.ValueEquals(""u8));
}
