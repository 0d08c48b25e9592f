namespace RerankKit.Onnx;

/// <summary>A request failed for a reason that may pass. Never leaves the store.</summary>
internal sealed class TransientHubException(string message, TimeSpan? retryAfter = null, Exception? innerException = null)
    : IOException(message, innerException)
{
    /// <summary>How long the hub asked to wait.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
