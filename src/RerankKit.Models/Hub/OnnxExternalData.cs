namespace RerankKit.Models;

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

    /// <summary>The locations, relative to the graph's folder, in the order of their first use.</summary>
    /// <exception cref="InvalidDataException">The file is no protocol buffer, or a location leads out of the model's folder.</exception>
    public static IReadOnlyList<string> ReadLocations(string path)
    {
        LfsPointer.Refuse(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 14);
        List<string> locations = [];
        try
        {
            OnnxFields.Walk(stream, stream.Length, ModelGraph, graphEnd =>
                OnnxFields.Walk(stream, graphEnd, GraphInitializer, tensorEnd =>
                    OnnxFields.Walk(stream, tensorEnd, TensorExternalData, entryEnd => ReadEntry(stream, entryEnd, locations))));
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

    private static void ReadEntry(Stream stream, long end, List<string> locations)
    {
        string? key = null;
        string? value = null;
        long start = stream.Position;
        OnnxFields.Walk(stream, end, EntryKey, next => key = OnnxFields.ReadText(stream, next));
        stream.Position = start;
        OnnxFields.Walk(stream, end, EntryValue, next => value = OnnxFields.ReadText(stream, next));
        if (value?.StartsWith("./", StringComparison.Ordinal) == true)
        {
            value = value[2..];
        }

        if (key == "location" && value is not null && !locations.Contains(value, StringComparer.Ordinal))
        {
            locations.Add(value);
        }
    }
}
