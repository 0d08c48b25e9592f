namespace RerankKit.Cli.Tokenizing;

/// <summary>Encodes texts that come as lines of JSON.</summary>
internal sealed class TokenizeLines(HuggingFaceTokenizer tokenizer, EncodeOptions options, ToolConsole console)
{
    private const string Expected = "expected {\"text_a\": \"...\", \"text_b\": \"...\"}, text_b null or missing for a single text";

    public Task<int> RunAsync(CancellationToken cancellationToken) =>
        new JsonLineAnswers(console, "encoded").RunAsync((line, _) => Task.FromResult(Answer(line)), cancellationToken);

    private string Answer(string line)
    {
        (string first, string? second) = Read(line);
        TokenizedText encoded = tokenizer.Encode(first, second, options);
        return JsonReport.ToText(new()
        {
            ["ids"] = JsonReport.List(encoded.Ids, id => id),
            ["type_ids"] = JsonReport.List(encoded.TypeIds, id => id),
            ["attention_mask"] = JsonReport.List(encoded.AttentionMask, mask => mask),
        });
    }

    private static (string First, string? Second) Read(string line)
    {
        JsonElement root = JsonLine.Parse(line, Expected);
        if (!root.TryGetProperty("text_a", out JsonElement first) || first.ValueKind != JsonValueKind.String)
        {
            throw new FormatException($"text_a is missing or not a string; {Expected}.");
        }

        JsonLine.RequireKnown(root, "", "text_a", "text_b");
        if (!root.TryGetProperty("text_b", out JsonElement second) || second.ValueKind == JsonValueKind.Null)
        {
            return (first.GetString()!, null);
        }

        return second.ValueKind == JsonValueKind.String
            ? (first.GetString()!, second.GetString())
            : throw new FormatException($"text_b is not a string; {Expected}.");
    }
}
