using System.Text.Json;

namespace RerankKit.Evaluation.Tests.Online;

/// <summary>Writes logs by hand, and reads them back.</summary>
internal sealed class LoggedCalls
{
    private readonly List<string> _lines = [];

    public LoggedCalls Add(string request, object[] lists, string[]? clicks = null, string? caller = null, string time = "2026-11-29T08:00:00Z")
    {
        _lines.Add(JsonSerializer.Serialize(new { type = "ranking", time, request, caller, lists }));
        _lines.AddRange((clicks ?? []).Select(document => JsonSerializer.Serialize(new { type = "click", request, document })));
        return this;
    }

    public static object List(string name, string documents, bool shown = false, string[]? teams = null, double? milliseconds = null, string? fallback = null, string? cache = null) =>
        new { name, shown, documents = documents.Split(' '), teams, milliseconds, fallback, cache };

    public IReadOnlyList<LoggedRanking> Read()
    {
        using var files = new TemporaryFolder();
        RankingLogContents contents = RankingLogFile.Read([files.Write("log.jsonl", string.Join('\n', _lines))]);
        Assert.That(contents.LostClicks, Is.Empty);
        return contents.Rankings;
    }
}
