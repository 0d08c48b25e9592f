using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RerankKit.Conformance;

/// <summary>Keeps every log line with its values.</summary>
public sealed class SeenLogs(ConcurrentQueue<string> seen) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        seen.Enqueue(state.ToString()!);
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        seen.Enqueue($"{formatter(state, exception)} {exception}");
        if (state is IEnumerable<KeyValuePair<string, object?>> values)
        {
            foreach ((string name, object? value) in values)
            {
                seen.Enqueue($"{name}={value}");
            }
        }
    }

    public void Dispose()
    {
        // Nothing to release.
    }
}
