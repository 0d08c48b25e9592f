using Microsoft.Extensions.Logging;

namespace RerankKit.Models;

/// <summary>Log messages of the model store.</summary>
internal static partial class ModelStoreLog
{
    [LoggerMessage(1, LogLevel.Warning, "{What} failed: {Reason} The next attempt follows in {Delay}.")]
    public static partial void Retrying(ILogger logger, string what, string reason, TimeSpan delay);

    [LoggerMessage(2, LogLevel.Information, "Downloading {Files} files of {Model} at {Commit}, {Bytes} bytes.")]
    public static partial void Downloading(ILogger logger, string model, string commit, int files, long bytes);

    [LoggerMessage(3, LogLevel.Information, "{Model} at {Commit}: {File}, because {Reason}.")]
    public static partial void Chosen(ILogger logger, string model, string commit, string file, string reason);

    [LoggerMessage(4, LogLevel.Warning, "The hub cannot be reached; {Model} is taken from the cache as it is, at {Commit}.")]
    public static partial void UsingCacheUnasked(ILogger logger, Exception exception, string model, string commit);

    [LoggerMessage(5, LogLevel.Information, "Waiting for another process that downloads to {Path}.")]
    public static partial void Waiting(ILogger logger, string path);

    [LoggerMessage(6, LogLevel.Warning, "Links cannot be made in {Folder}; files are copied into the snapshots instead.")]
    public static partial void NoLinks(ILogger logger, Exception exception, string folder);

    [LoggerMessage(7, LogLevel.Warning, "What an earlier attempt left of {File} does not fit; it is downloaded from the beginning.")]
    public static partial void StartingOver(ILogger logger, string file);
}
