using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace RerankKit.Tests.RankingLogs;

/// <summary>A log whose lines a test reads.</summary>
internal sealed class LoggedLines : ILogger<RankingLog>
{
    private readonly ConcurrentQueue<string> _lines = new();

    public LoggedLines() => Log = new(new() { EnableSensitiveData = true }, this);

    public RankingLog Log { get; }

    public async Task<JsonElement[]> ReadAsync()
    {
        await Log.FlushAsync();
        return [.. _lines.Select(line => JsonDocument.Parse(line["Ranking log: ".Length..]).RootElement)];
    }

    /// <summary>A list as <c>name(shown): ids</c>.</summary>
    public static string[] Lists(JsonElement line) =>
    [
        .. line.GetProperty("lists").EnumerateArray().Select(list =>
            $"{list.GetProperty("name")}{(list.GetProperty("shown").GetBoolean() ? "!" : "")}: {string.Join(' ', list.GetProperty("documents").EnumerateArray().Select(id => id.GetString()))}"),
    ];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(formatter(state, exception));
}
