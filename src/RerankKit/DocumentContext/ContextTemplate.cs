using System.Text;

namespace RerankKit;

/// <summary>A text with fields in braces.</summary>
internal sealed class ContextTemplate
{
    private const string Separators = " \t\r\n,;.:|/·-–—>";

    // Literals and fields in turn, the first a literal.
    private readonly string[] _parts;

    private ContextTemplate(string text, string[] parts) => (Text, _parts) = (text, parts);

    public string Text { get; }

    /// <exception cref="ArgumentException">The text has no field, or a brace without its other.</exception>
    public static ContextTemplate Parse(string text)
    {
        List<string> parts = [];
        var part = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            bool isField = parts.Count % 2 == 1;
            char c = text[i];
            if (c is not ('{' or '}'))
            {
                part.Append(c);
            }
            else if (!isField && i + 1 < text.Length && text[i + 1] == c)
            {
                part.Append(c);
                i++;
            }
            else if (c == (isField ? '}' : '{'))
            {
                parts.Add(isField ? Name(part, text) : part.ToString());
                part.Clear();
            }
            else
            {
                throw Wrong(text, $"has a '{c}' at position {i} that belongs to no field");
            }
        }

        if (parts.Count % 2 == 1)
        {
            throw Wrong(text, $"has a field '{{{part}' that does not end");
        }

        parts.Add(part.ToString());
        return parts.Count == 1 ? throw Wrong(text, "names no field") : new(text, [.. parts]);
    }

    /// <summary>The text with the fields' values; null where none has one.</summary>
    /// <remarks>What stands before a field goes with it, and what stands at the end with the last one: a field without a value leaves no label behind.</remarks>
    public string? Fill(DocumentFieldReader read, in RerankCandidate candidate)
    {
        StringBuilder? filled = null;
        bool hasLast = false;
        for (int i = 1; i < _parts.Length; i += 2)
        {
            ReadOnlySpan<char> value = read(candidate, _parts[i]).AsSpan().Trim();
            hasLast = !value.IsEmpty;
            if (hasLast)
            {
                // What parted it from a field that is missing parts it from nothing.
                ReadOnlySpan<char> before = filled is null && i > 1 ? _parts[i - 1].AsSpan().TrimStart(Separators) : _parts[i - 1];
                filled = (filled ?? new()).Append(before).Append(value);
            }
        }

        return (hasLast ? filled!.Append(_parts[^1]) : filled)?.ToString();
    }

    private static string Name(StringBuilder part, string text)
    {
        string name = part.ToString().Trim();
        return name.Length > 0 ? name : throw Wrong(text, "has a field without a name");
    }

    private static ArgumentException Wrong(string text, string problem) =>
        new($"The template '{text}' {problem}; expected is a text such as \"{{title}}, {{section}}\", with {{{{ and }}}} for braces of its own.", nameof(text));
}
