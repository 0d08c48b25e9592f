using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace RerankKit.Onnx;

/// <summary>Brings what ONNX Runtime logs to the logger of the session that it concerns.</summary>
internal static partial class OrtLog
{
    public const int Verbose = 0;
    public const int Information = 1;
    public const int Warning = 2;
    public const int Fatal = 4;

    private static readonly ConcurrentDictionary<int, ILogger> Loggers = new();
    private static int _last;

    // What the library logs while it opens a session, but not in the session's name, comes on the same thread.
    [ThreadStatic]
    private static ILogger? _opening;

    /// <summary>The logger of the session that this thread opens.</summary>
    public static ILogger? Opening
    {
        set => _opening = value;
    }

    /// <summary>What a session shall report. Its information is the runtime's own working, so it is for those who debug.</summary>
    public static int Severity(ILogger? logger) =>
        logger is null ? Fatal
        : logger.IsEnabled(LogLevel.Trace) ? Verbose
        : logger.IsEnabled(LogLevel.Debug) ? Information
        : Warning;

    /// <summary>Names a session's logger by a number, under which the library logs.</summary>
    public static int Register(ILogger? logger)
    {
        int id = Interlocked.Increment(ref _last);
        if (logger is not null)
        {
            Loggers[id] = logger;
        }

        return id;
    }

    public static void Forget(int id) => Loggers.TryRemove(id, out _);

    /// <summary>The function that the library calls, from any of its threads.</summary>
    public static void Write(nint parameter, OrtLoggingLevel severity, string category, string id, string location, string message)
    {
        try
        {
            ILogger? logger = int.TryParse(id, System.Globalization.CultureInfo.InvariantCulture, out int number) && Loggers.TryGetValue(number, out ILogger? known) ? known : _opening;
            LogLevel level = (int)severity switch
            {
                Verbose => LogLevel.Trace,
                Information => LogLevel.Debug,
                Warning => LogLevel.Warning,
                Fatal => LogLevel.Critical,
                _ => LogLevel.Error,
            };
            if (logger is not null && logger.IsEnabled(level))
            {
                Native(logger, level, message, location);
            }
        }
#pragma warning disable CA1031, RCS1075 // An exception that left here for native code would end the process, over a message.
        catch (Exception)
#pragma warning restore CA1031, RCS1075
        {
        }
    }

    [LoggerMessage(EventId = 1, Message = "ONNX Runtime: {Message} ({Location})")]
    private static partial void Native(ILogger logger, LogLevel level, string message, string location);

    [LoggerMessage(2, LogLevel.Warning, "{Problem} The next execution provider takes its place, at last the CPU, as AllowCpuFallback says.")]
    public static partial void ProviderMissing(ILogger logger, string problem);

    [LoggerMessage(3, LogLevel.Warning, "{Model} could not be opened on {Provider}. The next execution provider takes its place, at last the CPU, as AllowCpuFallback says.")]
    public static partial void ProviderFailed(ILogger logger, Exception exception, string model, string provider);

    [LoggerMessage(4, LogLevel.Warning, "The graph of {Model} was rewritten to compute the first token alone, which ONNX Runtime refuses; it is run as it is. FirstTokenOnly = false says so from the start.")]
    public static partial void RewrittenRefused(ILogger logger, Exception exception, string model);
}
