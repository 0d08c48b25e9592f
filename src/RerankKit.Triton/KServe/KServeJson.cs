using System.Text.Json;

namespace RerankKit.Triton;

/// <summary>Reads the server's JSON; whatever is not as the protocol says is an invalid answer.</summary>
internal static class KServeJson
{
    private const int MaxRank = 8;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    /// <summary>Parses an object.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            var document = JsonDocument.Parse(json, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw Wrong("is no JSON object");
        }
        catch (JsonException exception)
        {
            throw Wrong($"is not JSON (line {exception.LineNumber}, byte {exception.BytePositionInLine})");
        }
    }

    /// <summary>What the protocol calls the error; empty where the body has none.</summary>
    public static string Error(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = Parse(body);
            return document.RootElement.TryGetProperty("error", out JsonElement error) ? Text(error, "an error") : "";
        }
        catch (ModelServerException)
        {
            return "";
        }
    }

    public static JsonElement Member(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out JsonElement value) ? value : throw Wrong($"has no '{key}' where one is needed");

    public static JsonElement Array(JsonElement element, string key)
    {
        JsonElement value = Member(element, key);
        return value.ValueKind == JsonValueKind.Array ? value : throw Wrong($"has a '{key}' that is no list");
    }

    public static string Text(JsonElement element, string what)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Wrong($"has {what} that is no text");
        }
        catch (InvalidOperationException)
        {
            throw Wrong($"has {what} that is no UTF-8");
        }
    }

    /// <summary>A tensor's dimensions.</summary>
    public static long[] Shape(JsonElement tensor, bool allowsUnknown)
    {
        JsonElement shape = Array(tensor, "shape");
        int rank = shape.GetArrayLength();
        if (rank > MaxRank)
        {
            throw Wrong($"has a tensor of {rank} dimensions; allowed are up to {MaxRank}");
        }

        long[] dimensions = new long[rank];
        int i = 0;
        foreach (JsonElement dimension in shape.EnumerateArray())
        {
            if (dimension.ValueKind != JsonValueKind.Number || !dimension.TryGetInt64(out long length) || length < (allowsUnknown ? -1 : 0))
            {
                throw Wrong("has a dimension that is no length");
            }

            dimensions[i++] = length;
        }

        return dimensions;
    }

    /// <summary>An answer that is not what the protocol says.</summary>
    public static ModelServerException Wrong(string what) => new(ModelServerError.InvalidAnswer, $"The model server's answer {what}.");
}
