using System.Text.Json;

namespace RerankKit.Remote;

/// <summary>Finds a message and a code in a provider's error body, whichever of the known shapes it has.</summary>
internal static class ErrorBody
{
    /// <summary>Both are null where the body is not JSON, or of no known shape. What is not JSON is never shown: a gateway's page may hold anything.</summary>
    public static (string? Message, string? Code) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : (null, null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, null);
        }
    }

    private static (string? Message, string? Code) Read(JsonElement root)
    {
        JsonElement error = Member(root, "error");
        JsonElement detail = Member(root, "detail");
        JsonElement inner = error.ValueKind == JsonValueKind.Object ? error : detail.ValueKind == JsonValueKind.Object ? Member(detail, "error") : default;
        string? message = Text(root, "message") ?? Text(root, "Message")
            ?? Text(error, "message") ?? Text(error)
            ?? Text(error, "reason") ?? Text(error, "detail")
            ?? Text(detail) ?? Text(inner) ?? Text(inner, "message") ?? FirstOf(detail)
            ?? Text(root, "description");
        string? code = Text(root, "error_type") ?? Text(root, "__type") ?? Text(error, "status") ?? Text(error, "code") ?? Text(error, "type")
            ?? Text(root, "code") ?? Text(root, "type");
        return (message, code);
    }

    // FastAPI: [{ "loc": [...], "msg": "...", "type": "..." }]. Its "input" quotes the request and is not read.
    private static string? FirstOf(JsonElement detail)
    {
        if (detail.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (JsonElement item in detail.EnumerateArray())
        {
            return Text(item, "msg");
        }

        return null;
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) ? member : default;

    private static string? Text(JsonElement element, string name) => Text(Member(element, name));

    private static string? Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text ? text : null;
}
