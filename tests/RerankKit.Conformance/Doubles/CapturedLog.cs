using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RerankKit.Conformance;

/// <summary>A logger factory that keeps what was logged.</summary>
public sealed class CapturedLog : ILoggerFactory, ILogger
{
    public ConcurrentQueue<string> Messages { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("there is one log only");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Messages.Enqueue($"{formatter(state, exception)} ({exception?.Message})");

    public void Dispose()
    {
    }
}
