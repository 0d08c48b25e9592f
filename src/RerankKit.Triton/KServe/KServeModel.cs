using System.Text.Json;

namespace RerankKit.Triton;

/// <summary>A model as the server describes it.</summary>
/// <param name="Versions">The versions that are loaded; empty where the server names none.</param>
/// <param name="Inputs">Its inputs, by the server's names.</param>
/// <param name="Outputs">Its outputs, by the server's names.</param>
internal sealed record KServeModel(IReadOnlyList<string> Versions, IReadOnlyList<GraphTensor> Inputs, IReadOnlyList<GraphTensor> Outputs)
{
    /// <summary>Reads the answer of the metadata route.</summary>
    /// <exception cref="ModelServerException">It is not what the protocol says.</exception>
    public static KServeModel Read(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = KServeJson.Parse(json);
        JsonElement root = document.RootElement;
        string[] versions = root.TryGetProperty("versions", out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(version => KServeJson.Text(version, "a version"))]
            : [];
        return new(versions, Tensors(root, "inputs"), Tensors(root, "outputs"));
    }

    private static GraphTensor[] Tensors(JsonElement root, string key) =>
        [.. KServeJson.Array(root, key).EnumerateArray().Select(tensor =>
        {
            long[] shape = KServeJson.Shape(tensor, allowsUnknown: true);
            return new GraphTensor(
                KServeJson.Text(KServeJson.Member(tensor, "name"), "a tensor's name"),
                KServeDataType.Parse(KServeJson.Text(KServeJson.Member(tensor, "datatype"), "a datatype")),
                shape,
                new string?[shape.Length]);
        })];
}
