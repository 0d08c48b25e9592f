using System.Buffers.Binary;
using System.Text.Json;

namespace RerankKit.Models;

/// <summary>Reads and checks the header of a safetensors file.</summary>
internal static class SafetensorsHeader
{
    // What the reference implementation allows.
    private const long MaxLength = 100_000_000;

    /// <summary>Reads where each tensor lies, and where the data begins.</summary>
    /// <exception cref="InvalidDataException">The file is not a safetensors file, or damaged.</exception>
    public static (Dictionary<string, SafetensorsTensor> Tensors, long Data) Read(FileStream stream, string path)
    {
        if (stream.Length < sizeof(ulong))
        {
            throw Wrong(path, "it has no header");
        }

        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxLength || length > (ulong)(stream.Length - sizeof(ulong)))
        {
            throw Wrong(path, Invariant($"its header claims {length} bytes"));
        }

        byte[] header = new byte[length];
        stream.ReadExactly(header);
        long data = stream.Position;
        try
        {
            using var json = JsonDocument.Parse(header, new() { MaxDepth = 8 });
            Dictionary<string, SafetensorsTensor> tensors = ReadTensors(json.RootElement, path);
            CheckPlaces(tensors, stream.Length - data, path);
            return (tensors, data);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter of text that is no UTF-8.
            throw new InvalidDataException($"'{path}' is not a safetensors file, or it is damaged: {exception.Message}", exception);
        }
    }

    private static Dictionary<string, SafetensorsTensor> ReadTensors(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(path, "its header is no object");
        }

        var tensors = new Dictionary<string, SafetensorsTensor>(StringComparer.Ordinal);
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name != "__metadata__" && !tensors.TryAdd(property.Name, ReadTensor(property.Value, property.Name, path)))
            {
                throw Wrong(path, $"it has '{property.Name}' twice");
            }
        }

        return tensors;
    }

    private static SafetensorsTensor ReadTensor(JsonElement element, string name, string path)
    {
        if (element.ValueKind != JsonValueKind.Object || ModelJson.Text(element, "dtype") is not { } type || BitsOf(type) is not int bits
            || ReadNumbers(element, "shape") is not { } shape || ReadNumbers(element, "data_offsets") is not [var begin, var end] || begin > end)
        {
            throw Wrong(path, $"the entry of '{name}' is none that can be read");
        }

        Int128 size = bits;
        foreach (long dimension in shape)
        {
            // Beyond any file, and far below what 128 bits hold: the product cannot wrap.
            size = Int128.Min(size * dimension, (Int128)long.MaxValue * 8);
        }

        return size == (Int128)(end - begin) * 8
            ? new(type, shape, begin, end)
            : throw Wrong(path, Invariant($"'{name}' {type} [{string.Join(", ", shape)}] does not fill its {end - begin} bytes"));
    }

    private static int? BitsOf(string type) => type switch
    {
        "F4" => 4,
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" or "F8_E8M0" => 8,
        "U16" or "I16" or "F16" or "BF16" => 16,
        "U32" or "I32" or "F32" => 32,
        "U64" or "I64" or "F64" or "C64" => 64,
        _ => null,
    };

    private static long[]? ReadNumbers(JsonElement element, string key)
    {
        if (!element.TryGetProperty(key, out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        long[] numbers = new long[list.GetArrayLength()];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (list[i].ValueKind != JsonValueKind.Number || !list[i].TryGetInt64(out numbers[i]) || numbers[i] < 0)
            {
                return null;
            }
        }

        return numbers;
    }

    // Without holes and overlaps, to the end of the file, as the format demands.
    private static void CheckPlaces(Dictionary<string, SafetensorsTensor> tensors, long length, string path)
    {
        long at = 0;
        foreach ((string name, SafetensorsTensor tensor) in tensors.OrderBy(item => item.Value.Begin).ThenBy(item => item.Value.End))
        {
            at = tensor.Begin == at
                ? tensor.End
                : throw Wrong(path, Invariant($"'{name}' begins at byte {tensor.Begin}, not at {at}"));
        }

        if (at != length)
        {
            throw Wrong(path, Invariant($"its tensors take {at} of {length} bytes"));
        }
    }

    private static InvalidDataException Wrong(string path, string what) => new($"'{path}' is not a safetensors file, or it is damaged: {what}. Download it again.");
}
