namespace RerankKit.Remote;

/// <summary>What a server says about itself: Text Embeddings Inference at <c>/info</c>.</summary>
internal sealed record ServerInfo(int? MaxDocuments, string? Model)
{
    public static ServerInfo Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return new(null, null);
        }

        int? limit = root.TryGetProperty("max_client_batch_size", out JsonElement size) && size.ValueKind == JsonValueKind.Number
            && size.TryGetInt32(out int value) && value >= 1 ? value : null;
        string? model = root.TryGetProperty("model_id", out JsonElement id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
        return new(limit, string.IsNullOrWhiteSpace(model) ? null : model);
    }
}
