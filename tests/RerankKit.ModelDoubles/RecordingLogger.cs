using Microsoft.Extensions.Logging;

namespace RerankKit.ModelDoubles;

/// <summary>Keeps what is logged at or above a level.</summary>
internal sealed class RecordingLogger(LogLevel level) : ILogger
{
    private readonly Lock _gate = new();
    private readonly List<string> _messages = [];

    /// <summary>What happens on each message, in addition.</summary>
    public Action<string>? OnMessage { get; set; }

    public string[] Messages
    {
        get
        {
            lock (_gate)
            {
                return [.. _messages];
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= level;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string message = $"{logLevel}: {formatter(state, exception)}";
        lock (_gate)
        {
            _messages.Add(message);
        }

        OnMessage?.Invoke(message);
    }
}
