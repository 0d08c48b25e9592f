using System.Globalization;

namespace RerankKit.Managed;

/// <summary>A weight's place in an ONNX file, or in a file beside it.</summary>
/// <param name="ElementType">What it consists of.</param>
/// <param name="Shape">As the graph has it.</param>
/// <param name="File">The full path of the file that holds it; null for the ONNX file.</param>
/// <param name="Offset">Its first byte there.</param>
/// <param name="Length">Its bytes.</param>
internal sealed record OnnxInitializer(GraphElementType ElementType, long[] Shape, string? File, long Offset, long Length)
{
    /// <summary>Whether the graph has it as <c>[inputs, outputs]</c>.</summary>
    public bool IsTransposed { get; init; }

    /// <summary>Whether its numbers stand one by one in variable length, <c>int32_data</c>, as small tensors may.</summary>
    public bool IsVariable { get; init; }

    /// <summary>How its integers become numbers; null where they are numbers.</summary>
    public OnnxScales? Scales { get; init; }

    /// <summary>Numbers in it; -1 for more than there can be.</summary>
    public long Count
    {
        get
        {
            Int128 count = 1;
            foreach (long length in Shape)
            {
                count *= length;
                if (length < 0 || count > long.MaxValue)
                {
                    return -1;
                }
            }

            return (long)count;
        }
    }

    /// <summary>As torch has it.</summary>
    public long[] TorchShape => IsTransposed ? [.. Shape.Reverse()] : Shape;

    /// <summary>Reads one that ends at <paramref name="end"/>, with its name.</summary>
    /// <exception cref="InvalidDataException">It is in a file that is not beside the ONNX file.</exception>
    public static (string Name, OnnxInitializer Initializer) Read(Stream stream, long end, string path)
    {
        List<long> shape = [];
        string name = "";
        var type = GraphElementType.Undefined;
        (long offset, long length) = (0, 0);
        bool isVariable = false;
        Dictionary<string, string> external = [];
        foreach ((int number, ulong value, long next) in OnnxFields.Read(stream, end))
        {
            switch (number)
            {
                case 1 when next == 0:
                    shape.Add(checked((long)value));
                    break;
                case 1:
                    // Packed, as onnx.proto3 has it.
                    while (stream.Position < next)
                    {
                        shape.Add(checked((long)OnnxFields.ReadVarint(stream)));
                    }

                    break;
                case 2 when next == 0:
                    type = (GraphElementType)value;
                    break;
                case 4 or 5 or 9 when next > 0:
                    (offset, length, isVariable) = (stream.Position, next - stream.Position, number == 5);
                    break;
                case 8 when next > 0:
                    name = OnnxFields.ReadText(stream, next);
                    break;
                case 13 when next > 0:
                    ReadEntry(stream, next, external);
                    break;
            }
        }

        if (!external.TryGetValue("location", out string? file))
        {
            return (name, new(type, [.. shape], File: null, offset, length) { IsVariable = isVariable });
        }

        file = file.StartsWith("./", StringComparison.Ordinal) ? file[2..] : file;
        if (!HubNames.IsPath(file))
        {
            throw new InvalidDataException($"'{path}' says that weights are in '{file}'; allowed is a file beside it.");
        }

        return (name, new(type, [.. shape], Path.Combine(Path.GetDirectoryName(path)!, file), Number(external, "offset"), Number(external, "length")));
    }

    private static void ReadEntry(Stream stream, long end, Dictionary<string, string> external)
    {
        (string key, string value) = ("", "");
        foreach ((int number, _, long next) in OnnxFields.Read(stream, end))
        {
            (key, value) = number switch
            {
                1 when next > 0 => (OnnxFields.ReadText(stream, next), value),
                2 when next > 0 => (key, OnnxFields.ReadText(stream, next)),
                _ => (key, value),
            };
        }

        external[key] = value;
    }

    private static long Number(Dictionary<string, string> external, string key) =>
        external.TryGetValue(key, out string? text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
