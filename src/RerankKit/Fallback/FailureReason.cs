using Polly.CircuitBreaker;

namespace RerankKit;

/// <summary>Says why a reranker failed, for stages and logs, without quoting the query or a document.</summary>
internal static class FailureReason
{
    private const int LongestMessage = 200;
    private const int LongestRead = 10 * LongestMessage;

    public static string Describe(Exception exception, string query, IReadOnlyList<RerankCandidate> candidates)
    {
        if (exception is BrokenCircuitException)
        {
            return "circuit open";
        }

        string name = exception.GetType().Name;
        string message = exception.Message.Length > LongestRead ? exception.Message[..LongestRead] : exception.Message;

        // On one line: clients of services say the status on the first and why on another.
        string line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

        // Checked before it is cut, so that no piece of a quote stays behind.
        return line.Length == 0 || Quotation.OfAny(message, query, candidates) || Quotation.OfAny(line, query, candidates) ? name
            : $"{name}: {(line.Length > LongestMessage ? line[..LongestMessage] : line)}";
    }
}
