namespace RerankKit.Models;

/// <summary>Reads which operators an ONNX file uses, without reading its weights.</summary>
internal static class GraphOperators
{
    // Fields of onnx.proto3.
    private const int ModelGraph = 7;
    private const int GraphNode = 1;
    private const int NodeOperator = 4;

    /// <summary>The operators of the main graph.</summary>
    /// <exception cref="InvalidDataException">The file is not an ONNX model.</exception>
    public static IReadOnlySet<string> Read(string path)
    {
        LfsPointer.Refuse(path);
        using FileStream stream = File.OpenRead(path);
        var operators = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            OnnxFields.Walk(stream, stream.Length, ModelGraph, graphEnd =>
                OnnxFields.Walk(stream, graphEnd, GraphNode, nodeEnd =>
                    OnnxFields.Walk(stream, nodeEnd, NodeOperator, nameEnd => operators.Add(OnnxFields.ReadText(stream, nameEnd)))));
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException($"'{path}' is not an ONNX model, or it is cut off: {exception.Message}", exception);
        }

        return operators.Count > 0 ? operators : throw new InvalidDataException($"'{path}' is not an ONNX model: it has no operators.");
    }
}
