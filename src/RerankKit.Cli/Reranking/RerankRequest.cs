namespace RerankKit.Cli.Reranking;

/// <summary>One line of <c>rerank --jsonl</c>.</summary>
/// <param name="Query">The query.</param>
/// <param name="Candidates">What is reranked.</param>
/// <param name="TopN">How many results are wanted; null for all.</param>
/// <param name="Id">What the caller calls the request, any JSON, given back with the answer.</param>
internal sealed record RerankRequest(string Query, RerankCandidate[] Candidates, int? TopN, JsonElement? Id)
{
    private const string Expected = "expected {\"query\": \"...\", \"documents\": [\"...\", ...], \"topN\": n}";

    // As this tool, Cohere and Voyage call it.
    private static readonly string[] TopNames = ["topN", "top_n", "top_k"];

    /// <exception cref="FormatException">The line is not a request.</exception>
    public static RerankRequest Parse(string line)
    {
        JsonElement json = JsonLine.Parse(line, Expected);
        string? query = json.TryGetProperty("query", out JsonElement queryMember) ? JsonLine.Text(queryMember, "query") : null;
        if (string.IsNullOrWhiteSpace(query))
        {
            throw new FormatException($"the query is {(query is null ? "missing" : "blank")}; {Expected}.");
        }

        if (!json.TryGetProperty("documents", out JsonElement documents) || documents.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException($"documents is {JsonLine.Describe(documents)}; {Expected}.");
        }

        // Requests to services name a model, and say that documents need not come back; neither changes the answer.
        JsonLine.RequireKnown(json, "", ["query", "documents", .. TopNames, "id", "model", "return_documents"]);
        if (json.TryGetProperty("return_documents", out JsonElement isReturned) && isReturned.ValueKind == JsonValueKind.True)
        {
            throw new FormatException("return_documents is true; answers name documents by index, and by id where they have one.");
        }

        RerankCandidate[] candidates = [.. documents.EnumerateArray().Select(ReadDocument)];
        return new(query, candidates, ReadTopN(json), json.TryGetProperty("id", out JsonElement id) ? id : null);
    }

    private static RerankCandidate ReadDocument(JsonElement json, int index)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            return new(JsonLine.Text(json, $"documents[{index}]"));
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"documents[{index}] is {JsonLine.Describe(json)}; expected a string or {{\"id\": \"...\", \"text\": \"...\", \"score\": s}}.");
        }

        if (!json.TryGetProperty("text", out JsonElement text))
        {
            throw new FormatException($"documents[{index}].text is missing.");
        }

        JsonLine.RequireKnown(json, $"documents[{index}].", "id", "text", "score", "metadata");
        return new(JsonLine.Text(text, $"documents[{index}].text"))
        {
            Id = json.TryGetProperty("id", out JsonElement id) && id.ValueKind != JsonValueKind.Null ? JsonLine.Text(id, $"documents[{index}].id") : null,
            Score = json.TryGetProperty("score", out JsonElement score) && score.ValueKind != JsonValueKind.Null ? JsonLine.Number(score, $"documents[{index}].score") : null,
        };
    }

    private static int? ReadTopN(JsonElement json)
    {
        string[] given = [.. TopNames.Where(name => json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)];
        if (given.Length == 0)
        {
            return null;
        }

        JsonElement top = json.GetProperty(given[0]);
        return given.Length > 1 ? throw new FormatException($"{string.Join(" and ", given)} mean the same; give one of them.")
            : top.ValueKind == JsonValueKind.Number && top.TryGetInt32(out int value) && value >= 1 ? value
            : throw new FormatException($"{given[0]} is {top.GetRawText()}; allowed is a whole number of 1 or more, or null for all.");
    }
}
