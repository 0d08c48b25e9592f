namespace RerankKit;

/// <summary>The part of a response that is the answer.</summary>
internal static class AnswerText
{
    private const string ThoughtStart = "<think>";
    private const string ThoughtEnd = "</think>";

    /// <summary>The text without thoughts; null when the model refused, was cut off in its thoughts, or said nothing.</summary>
    public static string? Of(ChatResponse response)
    {
        if (response.FinishReason == ChatFinishReason.ContentFilter || response.Messages.Any(IsRefusal))
        {
            return null;
        }

        string text = response.Text;
        int end = text.LastIndexOf(ThoughtEnd, StringComparison.OrdinalIgnoreCase);
        text = end >= 0 ? text[(end + ThoughtEnd.Length)..]
            : text.Contains(ThoughtStart, StringComparison.OrdinalIgnoreCase) ? ""
            : text;
        return string.IsNullOrWhiteSpace(text) ? null : AnswerWords.Fold(text);
    }

    private static bool IsRefusal(ChatMessage message) => message.Contents.Any(static content => content is ErrorContent);
}
