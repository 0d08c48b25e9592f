using System.Text;

namespace RerankKit.Onnx;

/// <summary>
/// Finds the files that hold a graph's external weights, by walking the graph's protocol buffer (onnx.proto3) and skipping all weights.
/// </summary>
internal static class OnnxExternalData
{
    // Field numbers of onnx.proto3.
    private const int ModelGraph = 7;
    private const int GraphInitializer = 5;
    private const int TensorExternalData = 13;
    private const int EntryKey = 1;
    private const int EntryValue = 2;
    private const int MaxEntryLength = 4096;

    /// <summary>The locations, relative to the graph's folder, in the order of their first use.</summary>
    /// <exception cref="InvalidDataException">The file is no protocol buffer, or a location leads out of the model's folder.</exception>
    public static IReadOnlyList<string> ReadLocations(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 14);
        List<string> locations = [];
        try
        {
            Walk(stream, stream.Length, ModelGraph, graphEnd =>
                Walk(stream, graphEnd, GraphInitializer, tensorEnd =>
                    Walk(stream, tensorEnd, TensorExternalData, entryEnd => ReadEntry(stream, entryEnd, locations))));
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException($"{path} is no ONNX model, or it is cut off. Download or export it again.", exception);
        }

        foreach (string location in locations)
        {
            if (!HubNames.IsPath(location))
            {
                throw new InvalidDataException($"{path} says that weights are in '{location}'; allowed is a file beside it.");
            }
        }

        return locations;
    }

    // Calls back for every length-delimited field of that number before the end, and skips everything else.
    private static void Walk(Stream stream, long end, int field, Action<long> found)
    {
        while (stream.Position < end)
        {
            ulong tag = ReadVarint(stream);
            switch (tag & 7)
            {
                case 0:
                    ReadVarint(stream);
                    break;
                case 1:
                    Skip(stream, 8, end);
                    break;
                case 2:
                    long length = checked((long)Math.Min(ReadVarint(stream), long.MaxValue));
                    long next = length <= end - stream.Position ? stream.Position + length : throw new EndOfStreamException();
                    if (tag >> 3 == (ulong)field)
                    {
                        found(next);
                    }

                    stream.Position = next;
                    break;
                case 5:
                    Skip(stream, 4, end);
                    break;
                default:
                    throw new EndOfStreamException();
            }
        }
    }

    private static void ReadEntry(Stream stream, long end, List<string> locations)
    {
        string? key = null;
        string? value = null;
        long start = stream.Position;
        Walk(stream, end, EntryKey, next => key = ReadText(stream, next));
        stream.Position = start;
        Walk(stream, end, EntryValue, next => value = ReadText(stream, next));
        if (value?.StartsWith("./", StringComparison.Ordinal) == true)
        {
            value = value[2..];
        }

        if (key == "location" && value is not null && !locations.Contains(value, StringComparer.Ordinal))
        {
            locations.Add(value);
        }
    }

    private static string ReadText(Stream stream, long end)
    {
        long length = end - stream.Position;
        if (length > MaxEntryLength)
        {
            throw new EndOfStreamException();
        }

        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private static void Skip(Stream stream, long count, long end) =>
        stream.Position = count <= end - stream.Position ? stream.Position + count : throw new EndOfStreamException();

    private static ulong ReadVarint(Stream stream)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int next = stream.ReadByte();
            if (next < 0)
            {
                throw new EndOfStreamException();
            }

            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new EndOfStreamException();
    }
}
