using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RerankKit.TestSupport;

/// <summary>A language model behind a chat completions endpoint that reads passages between their tags: the more often they speak of cats, the better.</summary>
public static partial class TruthfulModel
{
    public const int InputTokens = 100;
    public const int OutputTokens = 5;

    public static int Relevance(string text) => text.Split("cat").Length - 1;

    /// <summary>Answers one question as it is asked: by the name of the JSON schema, or by log-probabilities.</summary>
    public static string Answer(LocalRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        JsonElement messages = body.RootElement.GetProperty("messages");
        string user = messages[messages.GetArrayLength() - 1].GetProperty("content").GetString()!;
        bool hasFormat = body.RootElement.TryGetProperty("response_format", out JsonElement format);
        string? schema = hasFormat ? format.GetProperty("json_schema").GetProperty("name").GetString() : null;
        if (TruthfulJudge.Answer(schema, user) is { } judged)
        {
            return Completion(judged);
        }

        (string Id, int Relevance)[] passages = [.. Passages().Matches(user).Select(match => (match.Groups["id"].Value, Relevance(match.Groups["text"].Value))).OrderByDescending(passage => passage.Item2)];
        if (!hasFormat)
        {
            // The text says no to everything; only the log-probabilities know better.
            double yes = 1 / (1 + Math.Exp(2 - passages[0].Relevance));
            string alternatives = string.Create(CultureInfo.InvariantCulture, $$"""{"token":"yes","logprob":{{Math.Log(yes)}}},{"token":"no","logprob":{{Math.Log(1 - yes)}}}""");
            return Completion("no", $$"""{"content":[{"token":"no","logprob":{{Math.Log(1 - yes).ToString(CultureInfo.InvariantCulture)}},"top_logprobs":[{{alternatives}}]}]}""");
        }

        return Completion(schema switch
        {
            "ranking" => $$"""{"ranking":[{{string.Join(',', passages.Select(passage => $"\"{passage.Id}\""))}}]}""",
            "choice" => $$"""{"best":"{{passages[0].Id}}"}""",
            string name => string.Create(CultureInfo.InvariantCulture, $$"""{"{{name}}":{{passages[0].Relevance}}}"""),
            null => "",
        });
    }

    public static string Completion(string content, string logprobs = "null") => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""
        {"model":"some-model-1","choices":[{"index":0,"message":{"role":"assistant","content":{{{JsonSerializer.Serialize(content)}}}},"finish_reason":"stop","logprobs":{{{logprobs}}}}],
         "usage":{"prompt_tokens":{{{InputTokens}}},"completion_tokens":{{{OutputTokens}}},"total_tokens":{{{InputTokens + OutputTokens}}} } }
        """);

    [GeneratedRegex("<passage (?:(?<id>[A-Z]+) )?(?<mark>k[0-9a-f]+)>\\n(?<text>.*?)\\n</passage", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Passages();
}
