namespace RerankKit.Remote;

/// <summary>What a server says about itself: Text Embeddings Inference at <c>/info</c>.</summary>
internal sealed record ServerInfo(int? MaxDocuments, string? Model)
{
    public static ServerInfo Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        int? limit = root.Member("max_client_batch_size") is { ValueKind: JsonValueKind.Number } size && size.TryGetInt32(out int value) && value >= 1 ? value : null;
        string? model = root.Text("model_id");
        return new(limit, string.IsNullOrWhiteSpace(model) ? null : model);
    }
}
