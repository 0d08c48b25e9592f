namespace RerankKit.Remote;

/// <summary>The names in a flat request: a query, texts, a limit. Most providers differ in nothing else.</summary>
internal sealed class RequestShape
{
    public JsonEncodedText? Model { get; init; } = JsonEncodedText.Encode("model");

    public JsonEncodedText Query { get; init; } = JsonEncodedText.Encode("query");

    public JsonEncodedText Documents { get; init; } = JsonEncodedText.Encode("documents");

    /// <summary>The member that holds the text where documents are objects; null where they are plain strings.</summary>
    public JsonEncodedText? DocumentText { get; init; }

    public JsonEncodedText? Limit { get; init; } = JsonEncodedText.Encode("top_n");

    public JsonEncodedText? MaxTokensPerDocument { get; init; }

    /// <summary>Whether an instruction stands before the query, on a line of its own.</summary>
    public bool PrependsInstruction { get; init; }

    /// <summary>Writes what the provider needs beyond that.</summary>
    public Action<Utf8JsonWriter>? Constants { get; init; }

    public void Write(Utf8JsonWriter writer, scoped in RequestContent content)
    {
        if (Model is JsonEncodedText model && content.Model is not null)
        {
            writer.WriteString(model, content.Model);
        }

        writer.WriteString(
            Query,
            PrependsInstruction && !string.IsNullOrEmpty(content.Instruction) ? $"{content.Instruction}\n{content.Query}" : content.Query);
        writer.WriteStartArray(Documents);
        for (int i = 0; i < content.Documents.Count; i++)
        {
            if (DocumentText is JsonEncodedText text)
            {
                writer.WriteStartObject();
                writer.WriteString(text, content.Documents[i]);
                writer.WriteEndObject();
            }
            else
            {
                writer.WriteStringValue(content.Documents[i]);
            }
        }

        writer.WriteEndArray();
        if (Limit is JsonEncodedText limit && content.TopN is int topN)
        {
            writer.WriteNumber(limit, topN);
        }

        if (MaxTokensPerDocument is JsonEncodedText maxTokens && content.MaxTokensPerDocument is int tokens)
        {
            writer.WriteNumber(maxTokens, tokens);
        }

        Constants?.Invoke(writer);
    }
}
