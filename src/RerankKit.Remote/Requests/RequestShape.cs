namespace RerankKit.Remote;

/// <summary>The names in a request: a query, texts, a limit. Most providers differ in nothing else.</summary>
internal sealed class RequestShape
{
    public string? Model { get; init; } = "model";

    public string Query { get; init; } = "query";

    /// <summary>The member that holds the text where the query is an object; null where it is a plain string.</summary>
    public string? QueryText { get; init; }

    public string Documents { get; init; } = "documents";

    /// <summary>The member that holds the text where documents are objects; null where they are plain strings.</summary>
    public string? DocumentText { get; init; }

    public string? Limit { get; init; } = "top_n";

    /// <summary>Whether the limit is said where every result is wanted too.</summary>
    public bool SaysLimitAlways { get; init; }

    public string? MaxTokensPerDocument { get; init; }

    /// <summary>Whether an instruction stands before the query, on a line of its own.</summary>
    public bool PrependsInstruction { get; init; }

    /// <summary>What the provider needs beyond that.</summary>
    public JsonObject Constants { get; } = [];

    public void Write(Utf8JsonWriter writer, scoped in RequestContent content)
    {
        if (Model is not null && content.Model is not null)
        {
            writer.WriteString(Model, content.Model);
        }

        writer.WritePropertyName(Query);
        WriteText(writer, QueryText, PrependsInstruction && !string.IsNullOrEmpty(content.Instruction) ? $"{content.Instruction}\n{content.Query}" : content.Query);
        writer.WriteStartArray(Documents);
        for (int i = 0; i < content.Documents.Count; i++)
        {
            WriteText(writer, DocumentText, content.Documents[i]);
        }

        writer.WriteEndArray();
        if (Limit is not null && (content.TopN ?? (SaysLimitAlways ? content.Documents.Count : null)) is int topN)
        {
            writer.WriteNumber(Limit, topN);
        }

        if (MaxTokensPerDocument is not null && content.MaxTokensPerDocument is int tokens)
        {
            writer.WriteNumber(MaxTokensPerDocument, tokens);
        }

        WriteMembers(writer, Constants);
    }

    /// <summary>Writes the members of an object without the braces around them.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, JsonObject members)
    {
        foreach ((string name, JsonNode? value) in members)
        {
            writer.WritePropertyName(name);
            if (value is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                value.WriteTo(writer);
            }
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string? member, ReadOnlySpan<char> text)
    {
        if (member is null)
        {
            writer.WriteStringValue(text);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString(member, text);
        writer.WriteEndObject();
    }
}
