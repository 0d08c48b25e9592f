using Microsoft.Extensions.Logging;

namespace RerankKit;

/// <summary>Log messages of the score cache.</summary>
internal static partial class CacheLog
{
    [LoggerMessage(1, LogLevel.Warning, "The distributed score cache could not be read; {Keys} keys count as misses.")]
    public static partial void ReadFailed(ILogger logger, Exception exception, int keys);

    [LoggerMessage(2, LogLevel.Warning, "The distributed score cache could not be written; {Keys} scores are in this process's memory only.")]
    public static partial void WriteFailed(ILogger logger, Exception exception, int keys);

    [LoggerMessage(3, LogLevel.Warning, "The distributed score cache holds {Values} values that are no scores; they count as misses.")]
    public static partial void CorruptValues(ILogger logger, int values);
}
