using System.Text;

namespace RerankKit.ModelDoubles;

/// <summary>What a server sends back.</summary>
public sealed record KServeReply(int Status, byte[] Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>After so many bytes of the body the connection is closed; null sends all.</summary>
    public int? CutAfter { get; init; }

    public static KServeReply Json(int status, string json) => new(status, Encoding.UTF8.GetBytes(json));

    public static KServeReply Error(int status, string error) => Json(status, $$"""{"error":"{{error}}"}""");
}
