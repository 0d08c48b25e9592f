namespace RerankKit.Answers;

/// <summary>Reads what a judge was asked for out of what it says.</summary>
internal static class JudgeAnswer
{
    private const string EndOfThoughts = "</think>";

    /// <summary>Finds the object in a text, which may have thoughts, words or a fence around it.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static JsonElement Parse(string text)
    {
        int thoughts = text.LastIndexOf(EndOfThoughts, StringComparison.Ordinal);
        text = thoughts < 0 ? text : text[(thoughts + EndOfThoughts.Length)..];
        int start = text.IndexOf('{', StringComparison.Ordinal);
        int end = text.LastIndexOf('}');
        if (start < 0 || end < start)
        {
            throw new FormatException("it has no object of JSON.");
        }

        try
        {
            using var json = JsonDocument.Parse(text.AsMemory(start..(end + 1)));
            return json.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new FormatException("what stands between its braces is not JSON.", exception);
        }
    }

    /// <summary>A list by its name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static IReadOnlyList<JsonElement> List(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray()]
            : throw new FormatException($"it has no list '{name}'.");

    /// <summary>A yes or no.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static bool Truth(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new FormatException($"'{value}' is neither true nor false."),
    };

    /// <summary>The share of statements that are supported; null where there is no statement.</summary>
    /// <exception cref="FormatException">The answer is not what was asked for.</exception>
    public static (double? Share, string Reason) Supported(JsonElement answer)
    {
        bool[] statements =
        [
            .. List(answer, "statements").Select(statement => statement.ValueKind == JsonValueKind.Object && statement.TryGetProperty("supported", out JsonElement supported)
                ? Truth(supported)
                : throw new FormatException("a statement does not say whether it is supported.")),
        ];
        int count = statements.Count(supported => supported);
        return (statements.Length == 0 ? null : (double)count / statements.Length, Invariant($"{count} of {statements.Length} statements are supported."));
    }
}

/// <summary>A judge's answer.</summary>
/// <param name="Value">What was read.</param>
/// <param name="Problem">Why nothing could be read; null where it could.</param>
/// <param name="Response">What the judge said last.</param>
internal readonly record struct JudgeAnswer<T>(T Value, string? Problem, ChatResponse Response);
