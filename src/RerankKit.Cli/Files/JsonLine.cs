using System.Text;

namespace RerankKit.Cli.Files;

/// <summary>Reads the members of a line of JSON, and says what is wrong with them.</summary>
internal static class JsonLine
{
    /// <summary>Parses a line that is to be an object.</summary>
    /// <param name="line">The line.</param>
    /// <param name="expected">What it should look like, for messages.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static JsonElement Parse(string line, string expected)
    {
        if (line.Contains('\0', StringComparison.Ordinal))
        {
            throw new FormatException($"this is not text: it has zero bytes in it, as packed files have, and UTF-16 without a byte order mark; {expected}.");
        }

        JsonElement json;
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(line));
            json = document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            // The parser's own message goes on with a line number of its own, always 0 here.
            string problem = exception.Message.Split(" LineNumber:", 2)[0];
            throw new FormatException($"this is not JSON: {problem} At byte {exception.BytePositionInLine + 1}; {expected}.", exception);
        }

        return json.ValueKind == JsonValueKind.Object ? json : throw new FormatException($"this is {Describe(json)}; {expected}.");
    }

    /// <summary>Refuses members that nobody reads: whoever wrote them expects something of them.</summary>
    /// <exception cref="FormatException">There is one; the message names it and the known ones.</exception>
    public static void RequireKnown(JsonElement json, string prefix, params ReadOnlySpan<string> known)
    {
        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                throw new FormatException($"{prefix}{member.Name} is not a member that is read here; those are {string.Join(", ", known)}.");
            }
        }
    }

    /// <exception cref="FormatException">It is no string.</exception>
    public static string Text(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.String ? json.GetString()! : throw new FormatException($"{member} is {Describe(json)}; expected a string.");

    /// <exception cref="FormatException">The object's member is no string, or missing.</exception>
    public static string TextOf(JsonElement json, string member) => Text(json.TryGetProperty(member, out JsonElement value) ? value : default, member);

    /// <exception cref="FormatException">It is no finite number.</exception>
    public static double Number(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : throw new FormatException($"{member} is {Describe(json)}; expected a finite number.");

    /// <summary>What a value is, in a few words.</summary>
    public static string Describe(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Undefined => "missing",
        JsonValueKind.Null => "null",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        _ => json.GetRawText(),
    };
}
