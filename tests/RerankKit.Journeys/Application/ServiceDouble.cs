using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Journey;

/// <summary>Answers instead of the services that the pages name; what is on this machine by its number is asked itself.</summary>
public sealed partial class ServiceDouble : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.Host == "127.0.0.1")
        {
            return await base.SendAsync(request, cancellationToken);
        }

        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        string answer = request.RequestUri.AbsolutePath.EndsWith("/chat/completions", StringComparison.Ordinal) ? Completion(body)
            : request.RequestUri.Host == "tei" ? JsonSerializer.Serialize(Results(body, "texts"))
            : JsonSerializer.Serialize(new { results = Results(body, "documents"), data = Results(body, "documents"), output = new { results = Results(body, "documents") }, usage = new { total_tokens = 20 }, meta = new { billed_units = new { search_units = 1 } } });
        return new(HttpStatusCode.OK) { Content = new StringContent(answer, System.Text.Encoding.UTF8, "application/json"), RequestMessage = request };
    }

    // What speaks of a key is the best.
    private static object[] Results(string body, string texts)
    {
        using var request = JsonDocument.Parse(body);
        return [.. request.RootElement.GetProperty(texts).EnumerateArray().Select((text, index) => new { index, score = Score(text.ToString()), relevance_score = Score(text.ToString()) })];
    }

    private static double Score(string text) => text.Contains("key", StringComparison.Ordinal) ? 0.9 : 0.1;

    private static string Completion(string body)
    {
        string best = Passage().Matches(JsonDocument.Parse(body).RootElement.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!)
            .MaxBy(match => Score(match.Groups["text"].Value))!.Groups["id"].Value;
        return JsonSerializer.Serialize(new
        {
            model = "double",
            choices = new[] { new { index = 0, message = new { role = "assistant", content = JsonSerializer.Serialize(new { best }) }, finish_reason = "stop" } },
            usage = new { prompt_tokens = 100, completion_tokens = 5, total_tokens = 105 },
        });
    }

    [GeneratedRegex("<passage (?<id>[A-Z]+) (?<mark>k[0-9a-f]+)>\\n(?<text>.*?)\\n</passage", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Passage();
}
