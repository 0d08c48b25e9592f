using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace RerankKit.ModelDoubles;

/// <summary>What a server received.</summary>
public sealed record KServeRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public const string HeaderLength = "Inference-Header-Content-Length";

    public bool IsInference => Method == "POST";

    /// <summary>The JSON part of the body.</summary>
    public JsonNode Json => JsonNode.Parse(Body.AsSpan(0, JsonLength))!;

    public ReadOnlySpan<byte> Raw => Body.AsSpan(JsonLength);

    public string Text => Encoding.UTF8.GetString(Body);

    public int Rows => Json["inputs"]![0]!["shape"]![0]!.GetValue<int>();

    private int JsonLength => Headers.TryGetValue(HeaderLength, out string? length) ? int.Parse(length, CultureInfo.InvariantCulture) : Body.Length;
}
