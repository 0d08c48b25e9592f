using Polly.CircuitBreaker;

namespace RerankKit;

/// <summary>Says why a reranker failed, for stages and logs, without quoting the query or a document.</summary>
internal static class FailureReason
{
    private const int LongestMessage = 200;

    // A message that shares this many characters with a text, from any place of it, quotes it.
    private const int QuoteLength = 12;

    // Shorter texts occur in messages by chance.
    private const int ShortestQuote = 4;

    public static string Describe(Exception exception, string query, IReadOnlyList<RerankCandidate> candidates)
    {
        if (exception is BrokenCircuitException)
        {
            return "circuit open";
        }

        string name = exception.GetType().Name;
        ReadOnlySpan<char> message = exception.Message.AsSpan().Trim();
        int lineEnd = message.IndexOfAny('\r', '\n');
        message = lineEnd < 0 ? message : message[..lineEnd];
        message = message.Length > LongestMessage ? message[..LongestMessage] : message;
        return message.IsEmpty || QuotesAny(message, query, candidates) ? name : $"{name}: {message}";
    }

    private static bool QuotesAny(ReadOnlySpan<char> message, string query, IReadOnlyList<RerankCandidate> candidates)
    {
        if (Quotes(message, query))
        {
            return true;
        }

        for (int i = 0; i < candidates.Count; i++)
        {
            if (Quotes(message, candidates[i].Text))
            {
                return true;
            }
        }

        return false;
    }

    // Windows that overlap by half find every quote of one and a half windows.
    private static bool Quotes(ReadOnlySpan<char> message, ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length <= QuoteLength || message.Length <= QuoteLength)
        {
            ReadOnlySpan<char> shorter = text.Length < message.Length ? text : message;
            ReadOnlySpan<char> longer = text.Length < message.Length ? message : text;
            return shorter.Length >= ShortestQuote && longer.Contains(shorter, StringComparison.OrdinalIgnoreCase);
        }

        for (int start = 0; start + QuoteLength <= message.Length; start += QuoteLength / 2)
        {
            if (text.Contains(message.Slice(start, QuoteLength), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
