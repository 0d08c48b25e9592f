namespace RerankKit.Remote;

/// <summary>What an error body says, whichever of the known shapes it has.</summary>
/// <param name="Message">What is wrong, in the provider's words; null where there are none.</param>
/// <param name="Code">The provider's name for it; null where it has none.</param>
/// <param name="Status">The status that the body gives itself: gateways answer 200 and say inside what their upstream answered. Null where it is none of an error.</param>
/// <param name="IsError">Whether the body calls itself an error. Answers of other kinds have messages as well.</param>
internal readonly record struct ErrorBody(string? Message, string? Code, int? Status, bool IsError)
{
    /// <summary>Reads a body. One that is not JSON has nothing and is never shown: a gateway's page may hold anything.</summary>
    public static ErrorBody Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);

            // Google's streams are lists, of one error if it is one.
            JsonElement root = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.Items().FirstOrDefault() : document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? Read(root) : default;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static ErrorBody Read(JsonElement root)
    {
        JsonElement error = root.Member("error");
        JsonElement detail = root.Member("detail");
        JsonElement many = root.Member("errors");
        JsonElement inner = error.ValueKind == JsonValueKind.Object ? error : detail.ValueKind == JsonValueKind.Object ? detail.Member("error") : default;
        string? message = Text(root, "message") ?? Text(root, "Message")
            ?? Text(error, "message") ?? Text(error)
            ?? Text(error, "reason") ?? Text(error, "detail")
            ?? Text(detail) ?? Text(inner) ?? Text(inner, "message") ?? FirstOf(detail)
            ?? FirstOf(error) ?? FirstOf(many) ?? FirstOf(error.Member("errors"))
            ?? Text(root, "errorMessage") ?? Text(root, "error_message") ?? Text(root, "error_msg") ?? Text(root, "msg")
            ?? Text(root.Member("base_resp"), "status_msg")
            ?? Text(root, "description");
        string? code = Text(root, "error_type") ?? Text(root, "__type") ?? Text(error, "status") ?? Text(error, "code") ?? Text(error, "type")
            ?? Text(root, "errorType") ?? Text(root, "code") ?? Text(root, "type");
        bool isError = message is not null
            && (Is(error) || Is(many) || Text(root, "object") == "error" || root.Member("success").ValueKind == JsonValueKind.False
                || Text(root, "errorMessage") is not null || Text(root, "error_message") is not null || Text(root, "error_msg") is not null);
        return new(message, code, StatusOf(error, "code") ?? StatusOf(error, "status") ?? StatusOf(root, "code") ?? StatusOf(root, "status"), isError);
    }

    // FastAPI: [{ "loc": [...], "msg": "...", "type": "..." }]. Its "input" quotes the request and is not read.
    private static string? FirstOf(JsonElement list)
    {
        JsonElement item = list.Items().FirstOrDefault();
        return Text(item) ?? Text(item, "msg") ?? Text(item, "message") ?? Text(item, "detail");
    }

    private static bool Is(JsonElement error) => error.ValueKind is JsonValueKind.Object or JsonValueKind.Array || Text(error) is not null;

    private static int? StatusOf(JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int status) && status is >= 400 and <= 599 ? status : null;

    private static string? Text(JsonElement element, string name) => Text(element.Member(name));

    private static string? Text(JsonElement element) => element.Text() is { Length: > 0 } text ? text : null;
}
