using System.Text;
using System.Text.Json;

namespace RerankKit.Cli.Reranking;

/// <summary>One line of <c>rerank --jsonl</c>. Members that it does not know are left alone.</summary>
internal sealed class RerankRequest
{
    private const string Expected = "expected {\"query\": \"...\", \"documents\": [\"...\", ...], \"topN\": n}";

    private RerankRequest(string query, RerankCandidate[] candidates, int? topN)
    {
        Query = query;
        Candidates = candidates;
        TopN = topN;
    }

    public string Query { get; }

    public RerankCandidate[] Candidates { get; }

    public int? TopN { get; }

    /// <exception cref="FormatException">The line is not a request.</exception>
    public static RerankRequest Parse(string line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(Encoding.UTF8.GetBytes(line));
            return Read(json.RootElement);
        }
        catch (JsonException exception)
        {
            // The parser's own message goes on with a line number of its own, always 0 here.
            string problem = exception.Message.Split(" LineNumber:", 2)[0];
            throw new FormatException($"this is not JSON: {problem} At byte {exception.BytePositionInLine + 1}; {Expected}.", exception);
        }
    }

    private static RerankRequest Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"this is {Describe(json)}; {Expected}.");
        }

        string? query = json.TryGetProperty("query", out JsonElement queryMember) ? Text(queryMember, "query") : null;
        if (string.IsNullOrWhiteSpace(query))
        {
            throw new FormatException($"the query is {(query is null ? "missing" : "blank")}; {Expected}.");
        }

        if (!json.TryGetProperty("documents", out JsonElement documents) || documents.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException($"documents is {Describe(documents)}; {Expected}.");
        }

        RerankCandidate[] candidates = [.. documents.EnumerateArray().Select(ReadDocument)];
        return new(query, candidates, ReadTopN(json));
    }

    private static RerankCandidate ReadDocument(JsonElement json, int index)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            return new(Text(json, $"documents[{index}]"));
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"documents[{index}] is {Describe(json)}; expected a string or {{\"id\": \"...\", \"text\": \"...\", \"score\": s}}.");
        }

        if (!json.TryGetProperty("text", out JsonElement text))
        {
            throw new FormatException($"documents[{index}].text is missing.");
        }

        return new(Text(text, $"documents[{index}].text"))
        {
            Id = json.TryGetProperty("id", out JsonElement id) && id.ValueKind != JsonValueKind.Null ? Text(id, $"documents[{index}].id") : null,
            Score = json.TryGetProperty("score", out JsonElement score) && score.ValueKind != JsonValueKind.Null ? Number(score, $"documents[{index}].score") : null,
        };
    }

    private static int? ReadTopN(JsonElement json)
    {
        if (!json.TryGetProperty("topN", out JsonElement topN) || topN.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return topN.ValueKind == JsonValueKind.Number && topN.TryGetInt32(out int value) && value >= 1
            ? value
            : throw new FormatException($"topN is {topN.GetRawText()}; allowed is a whole number of 1 or more, or null for all.");
    }

    private static string Text(JsonElement json, string member)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            throw new FormatException($"{member} is {Describe(json)}; expected a string.");
        }

        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException($"{member} is not valid Unicode: {exception.Message}", exception);
        }
    }

    private static double Number(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : throw new FormatException($"{member} is {Describe(json)}; expected a finite number.");

    private static string Describe(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Undefined => "missing",
        JsonValueKind.Null => "null",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        _ => json.GetRawText(),
    };
}
