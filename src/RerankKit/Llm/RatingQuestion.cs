using System.Text.Json;
using System.Text.RegularExpressions;

namespace RerankKit;

/// <summary>Which grade has this passage?</summary>
internal sealed partial class RatingQuestion(RatingChatMethod method, ChatRun run, int rank) : ChatQuestion(method, run, [rank])
{
    private readonly ChatResponseFormatJson _format = Schema(
        "rating",
        Invariant(
            $$$"""{"type":"object","properties":{"rating":{"type":"integer","minimum":0,"maximum":{{{method.MaxRating}}}}},"required":["rating"],"additionalProperties":false}"""));

    private readonly bool _useJson = method.UseJsonSchema;

    protected override string AnswerShape => _useJson ? "a JSON object {\"rating\": number}" : "the number";

    protected override ChatResponseFormatJson Format => _format;

    protected override int MaxRating => method.MaxRating;

    public override bool Read(ChatResponse response, ChatTally tally)
    {
        string? text = AnswerText.Of(response);
        double? rating = text is null ? null : ReadJson(text) ?? (response.FinishReason == ChatFinishReason.Length ? null : ReadNumber(text));
        if (rating is not double grade)
        {
            tally.AddUnparsable();
            return false;
        }

        if (!(grade >= 0 && grade <= MaxRating))
        {
            tally.AddOutOfRange(1);
            return false;
        }

        Score = grade;
        HasAnswer = true;
        return true;
    }

    private static double? ReadJson(string text)
    {
        int start = text.IndexOf('{');
        int end = text.LastIndexOf('}');
        if (start < 0 || end < start)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text.AsMemory(start, end - start + 1));
            return document.RootElement.TryGetProperty("rating", out JsonElement rating) ? Number(rating) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null; // an escaped half of a surrogate pair is found only when its string is read
        }
    }

    private static double? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number
        : value.ValueKind == JsonValueKind.String ? Parse(value.GetString())
        : null;

    private static double? Parse(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) ? number : null;

    // The only number in the text, "8" or "8/10"; several different ones could be anything.
    private double? ReadNumber(string text)
    {
        double? found = null;
        foreach (ValueMatch match in Digits().EnumerateMatches(text))
        {
            char before = match.Index > 0 ? text[match.Index - 1] : ' ';
            double? number = Parse(text.AsSpan(match.Index, match.Length).TrimEnd('.'));
            if (number is null || (before == '/' && number == MaxRating && found is not null))
            {
                continue;
            }

            number = before == '-' ? -number : number;
            if (found is not null && found != number)
            {
                return null;
            }

            found = number;
        }

        return found;
    }

    [GeneratedRegex("[0-9.]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Digits();
}
