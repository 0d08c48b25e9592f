using Microsoft.Extensions.Logging;

namespace RerankKit.LateInteraction;

/// <summary>Log messages of late interaction.</summary>
internal static partial class LateInteractionLog
{
    [LoggerMessage(1, LogLevel.Warning, "The store of token vectors could not be read; {Documents} documents are encoded instead.")]
    public static partial void ReadFailed(ILogger logger, Exception exception, int documents);

    [LoggerMessage(2, LogLevel.Warning, "The store of token vectors could not be written; {Documents} documents will be encoded again.")]
    public static partial void WriteFailed(ILogger logger, Exception exception, int documents);
}
