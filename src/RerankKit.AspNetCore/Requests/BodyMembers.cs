using System.Text.Json;

namespace RerankKit.AspNetCore;

/// <summary>Walks the members of a body, each known one once, and reads their values or says by name what is wrong with them.</summary>
internal sealed class BodyMembers
{
    // Longer than any member that is known; others are not kept.
    private const int LongestName = 32;

    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Known = new[]
    {
        "query", "model", "documents", "texts", "top_n", "max_tokens_per_doc", "max_chunks_per_doc", "priority", "rank_fields", "return_documents", "return_text", "raw_scores", "truncate",
        "truncation_direction", "use_activation", "truncate_prompt_tokens", "truncation_side", "text_1", "data_1", "queries", "text_2", "data_2", "items",
    }.ToDictionary(name => name, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly List<string> _seen = new(8);

    /// <summary>The member that is read; empty for one that is not known.</summary>
    public string Name { get; private set; } = "";

    public static void Begin(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new RerankProblem(ProblemKind.Malformed, "The body is no JSON object.");
        }
    }

    /// <summary>Goes to the next member's value; false at the end of the body, behind which nothing may stand.</summary>
    public bool Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.PropertyName)
        {
            reader.Read();
            return false;
        }

        Name = NameOf(ref reader);
        if (Name.Length > 0)
        {
            if (_seen.Contains(Name))
            {
                throw new RerankProblem(ProblemKind.Malformed, $"'{Name}' stands in the body twice.", Name);
            }

            _seen.Add(Name);
        }

        reader.Read();
        return true;
    }

    public string Text(ref Utf8JsonReader reader) => TextOrNull(ref reader) ?? throw Wrong("a text");

    public string? TextOrNull(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Null => null,
        _ => throw Wrong("a text"),
    };

    public IReadOnlyList<string>? Texts(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        List<string> texts = [];
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong("a list of texts");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            texts.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Wrong("a list of texts"));
        }

        return texts;
    }

    public bool Boolean(ref Utf8JsonReader reader, bool otherwise) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Null => otherwise,
        _ => throw Wrong("true or false"),
    };

    public int? Int32(ref Utf8JsonReader reader, int smallest)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int value) && value >= smallest
            ? value
            : throw Wrong(Invariant($"a whole number, {smallest} or more"));
    }

    /// <summary>Takes one number, and refuses others by name.</summary>
    public void Only(ref Utf8JsonReader reader, int value)
    {
        if (Int32(ref reader, int.MinValue) is int given && given != value)
        {
            throw Wrong(Invariant($"{value} alone"));
        }
    }

    /// <summary>Takes one word in upper or lower case, and refuses others by name.</summary>
    public void Only(ref Utf8JsonReader reader, string value)
    {
        if (TextOrNull(ref reader) is string given && !string.Equals(given, value, StringComparison.OrdinalIgnoreCase))
        {
            throw Wrong($"'{value}' alone");
        }
    }

    // The value itself is not quoted: it may be anything.
    private RerankProblem Wrong(string allowed) => new(ProblemKind.Invalid, $"'{Name}' has a value that is not taken; allowed is {allowed}.", Name);

    private static string NameOf(ref Utf8JsonReader reader)
    {
        long length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (length > LongestName)
        {
            return "";
        }

        Span<char> name = stackalloc char[LongestName];
        return Known.TryGetValue(name[..reader.CopyString(name)], out string? known) ? known : "";
    }
}
