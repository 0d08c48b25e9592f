namespace RerankKit;

/// <summary>A language model gave no answer from which anything could be ranked. The message quotes neither the query nor a document nor an answer.</summary>
/// <param name="message">What happened.</param>
/// <param name="report">What became of the questions.</param>
/// <param name="innerException">The last failure of the chat client; null where it answered and the answers could not be used.</param>
public sealed class ChatRerankException(string message, ChatRerankReport report, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What became of the questions.</summary>
    public ChatRerankReport Report { get; } = report ?? throw new ArgumentNullException(nameof(report));
}
