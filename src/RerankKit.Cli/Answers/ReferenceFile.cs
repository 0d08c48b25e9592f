using System.Text;

namespace RerankKit.Cli.Answers;

/// <summary>Reads right answers: lines <c>{"_id": "query", "answer": "..."}</c>.</summary>
internal static class ReferenceFile
{
    private const string Expected = "expected {\"_id\": \"query\", \"answer\": \"...\"}";

    /// <exception cref="InputException">A line cannot be read, or a query comes twice.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        using var reader = new LineReader(path);
        while (reader.TryReadLine(out ReadOnlySpan<byte> bytes))
        {
            try
            {
                JsonElement json = JsonLine.Parse(Encoding.UTF8.GetString(bytes), Expected);
                (string id, string answer) = (JsonLine.TextOf(json, "_id"), JsonLine.TextOf(json, "answer"));
                if (string.IsNullOrWhiteSpace(answer) || !answers.TryAdd(id, answer))
                {
                    throw new FormatException(string.IsNullOrWhiteSpace(answer) ? $"the answer of query '{id}' is blank." : $"query '{id}' has an answer in an earlier line.");
                }
            }
            catch (FormatException exception)
            {
                throw new InputException(Invariant($"{path}, line {reader.LineNumber}: {exception.Message}"));
            }
        }

        return answers.Count > 0 ? answers : throw new InputException($"{path}: the file holds no answer; {Expected}.");
    }
}
