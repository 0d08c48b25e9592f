namespace RerankKit.Remote;

/// <summary>Pinecone Inference (docs.pinecone.io/guides/search/rerank-results). Key from <c>PINECONE_API_KEY</c>.</summary>
/// <remarks>Default model <c>bge-reranker-v2-m3</c>. Scores are probabilities. A request carries 100 documents at most. What Pinecone does with empty ones is not documented; they are not sent. Usage comes in rerank units.</remarks>
public sealed class PineconeOptions : RemoteRerankerOptions
{
    private static readonly RequestShape Shape = new() { DocumentText = JsonEncodedText.Encode("text") };

    /// <summary>Whether documents that are too long are cut at their end. Otherwise they are an error.</summary>
    /// <value>Default true.</value>
    public bool Truncate { get; set; } = true;

    internal override string ProviderName => "pinecone";

    internal override ProviderDescription Describe(ProviderSetup setup) => new()
    {
        Name = ProviderName,
        Endpoint = Endpoints.Join(Endpoint ?? new("https://api.pinecone.io"), "/rerank"),
        ModelId = ModelId ?? "bge-reranker-v2-m3",
        Authentication = HeaderAuthentication.Of("Api-Key", RequireKey(setup, "PINECONE_API_KEY")),
        Headers = [new("X-Pinecone-Api-Version", "2025-10")],
        Write = Write,
        Read = new ResponseShape { Results = ["data"], Score = "score" }.Read,
        ScoreKind = RerankScoreKind.Probability,
        MaxDocuments = 100,
        HeldBack = HeldBackDocuments.Empty,
        Settings = Truncate ? "truncated" : "whole",
    };

    internal override void Configure(SettingsReader reader) => reader.Boolean(nameof(Truncate), value => Truncate = value);

    private void Write(Utf8JsonWriter writer, scoped in RequestContent content)
    {
        Shape.Write(writer, in content);
        writer.WriteBoolean("return_documents"u8, false);
        writer.WriteStartArray("rank_fields"u8);
        writer.WriteStringValue("text"u8);
        writer.WriteEndArray();
        writer.WriteStartObject("parameters"u8);
        writer.WriteString("truncate"u8, Truncate ? "END"u8 : "NONE"u8);
        writer.WriteEndObject();
    }
}
