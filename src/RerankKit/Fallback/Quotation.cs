namespace RerankKit;

/// <summary>Finds pieces of the query or of a document in a message that is about to be shown or logged.</summary>
internal static class Quotation
{
    // A message that shares this many characters with a text, from any place of it, quotes it.
    private const int QuoteLength = 12;

    // Shorter texts occur in messages by chance.
    private const int ShortestQuote = 4;

    /// <summary>Whether a message quotes the query or a document.</summary>
    public static bool OfAny(ReadOnlySpan<char> message, string query, IReadOnlyList<RerankCandidate> candidates)
    {
        if (Of(message, query))
        {
            return true;
        }

        for (int i = 0; i < candidates.Count; i++)
        {
            if (Of(message, candidates[i].Text))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a message quotes a text. Windows that overlap by half find every quote of one and a half windows.</summary>
    public static bool Of(ReadOnlySpan<char> message, ReadOnlySpan<char> text)
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
