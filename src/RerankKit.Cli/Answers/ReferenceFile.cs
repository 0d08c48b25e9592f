using System.Text.Json;
using RerankKit.Cli.Files;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Answers;

/// <summary>Reads right answers: lines <c>{"_id": "query", "answer": "..."}</c>.</summary>
internal static class ReferenceFile
{
    private const string Expected = "expected {\"_id\": \"query\", \"answer\": \"...\"}";

    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                JsonElement json = JsonLine.Parse(line, Expected);
                string text(string member) => JsonLine.Text(json.TryGetProperty(member, out JsonElement value) ? value : default, member);
                if (!answers.TryAdd(text("_id"), text("answer")))
                {
                    throw new FormatException($"query '{text("_id")}' has an answer already.");
                }
            }
            catch (FormatException exception)
            {
                throw new InputException($"{path}, line {number}: {exception.Message}");
            }
        }

        return answers.Count > 0 ? answers : throw new InputException($"{path}: the file holds no answer; {Expected}.");
    }
}
