using Microsoft.Extensions.AI;

namespace RerankKit.Tests.Llm;

/// <summary>A question as a model that goes by the tags reads it: the passages between tags with the boundary of the query's tag.</summary>
internal sealed record AskedQuestion(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options, string Query, IReadOnlyList<(string Id, string Text)> Passages)
{
    public string User => Messages[^1].Text;

    public string? SchemaName => (Options?.ResponseFormat as ChatResponseFormatJson)?.SchemaName;

    public static AskedQuestion Of(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        string user = messages[^1].Text;
        const string opening = "<query ";
        if (!user.StartsWith(opening, StringComparison.Ordinal))
        {
            return new(messages, options, "", []);
        }

        string boundary = user[opening.Length..user.IndexOf('>', StringComparison.Ordinal)];
        var passages = new List<(string Id, string Text)>();
        int position = 0;
        while (Find(user, "passage", boundary, ref position) is (string id, string text))
        {
            passages.Add((id, text));
        }

        position = 0;
        return new(messages, options, Find(user, "query", boundary, ref position)!.Value.Text, passages);
    }

    // The next element whose tag ends in the boundary, up to the tag that closes it.
    private static (string Id, string Text)? Find(string user, string element, string boundary, ref int position)
    {
        string end = $"{boundary}>\n";
        for (int start = user.IndexOf($"<{element} ", position, StringComparison.Ordinal); start >= 0; start = user.IndexOf($"<{element} ", start + 1, StringComparison.Ordinal))
        {
            string tag = user[start..(user.IndexOf('\n', start) + 1)];
            if (!tag.EndsWith(end, StringComparison.Ordinal))
            {
                continue;
            }

            string name = tag[(element.Length + 2)..^end.Length].Trim();
            int textStart = start + tag.Length;
            int textEnd = user.IndexOf($"\n</{tag.AsSpan(1, tag.Length - 2)}", textStart, StringComparison.Ordinal);
            position = textEnd;
            return (name, user[textStart..textEnd]);
        }

        return null;
    }
}
