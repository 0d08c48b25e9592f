using Polly.CircuitBreaker;

namespace RerankKit;

/// <summary>Says why a reranker failed, for stages and logs, without quoting the query or a document.</summary>
internal static class FailureReason
{
    private const int LongestMessage = 200;

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
        return message.IsEmpty || Quotation.OfAny(message, query, candidates) ? name : $"{name}: {message}";
    }
}
