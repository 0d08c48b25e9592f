using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RerankKit.Evaluation;

/// <summary>A log while it is read.</summary>
internal sealed class RankingLogReading
{
    private const string Schema = "docs/online.md says what belongs in a line";
    private readonly Dictionary<string, LoggedRanking> _rankings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly List<LostClick> _clicks = [];
    private readonly List<string> _cutLines = [];

    public void Read(string path, string usualType)
    {
        // A log is read while its application goes on writing.
        using var reader = new LineReader(
            Directory.Exists(path)
                ? throw new IOException($"'{path}' is a folder, and a file is expected. Name a file in it.")
                : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0),
            path,
            leaveOpen: false);
        while (reader.TryReadLine(out ReadOnlySpan<byte> bytes))
        {
            var position = new LinePosition(reader.File, reader.LineNumber, Encoding.UTF8.GetString(bytes));
            if (Parse(bytes, position) is { } line)
            {
                Add(line, line.Type ?? usualType, position);
            }
            else
            {
                _cutLines.Add(Invariant($"{reader.File}({reader.LineNumber})"));
                if (reader.TryReadLine(out _))
                {
                    throw position.Error("The line ends in its middle, and others follow it. Take it out, if the rest of the file is whole.");
                }
            }
        }
    }

    public RankingLogContents Finish()
    {
        var lost = new List<LostClick>();
        foreach (LostClick click in _clicks)
        {
            bool isKnown = _rankings.TryGetValue(click.RequestId, out LoggedRanking? ranking);
            if (!isKnown || !ranking!.TryClick(click.DocumentId))
            {
                lost.Add(click with { IsRequestKnown = isKnown });
            }
        }

        return new([.. _rankings.Values.OrderBy(ranking => ranking.Time)], _clicks.Count, lost, _cutLines);
    }

    // Null where the line ends in its middle.
    private static RankingLogLine? Parse(ReadOnlySpan<byte> bytes, LinePosition position)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, RankingLogJson.Default.RankingLogLine) ?? throw position.Error($"Expected an object of JSON; {Schema}.");
        }
        catch (JsonException exception)
        {
            return IsCut(bytes) ? null
                : exception.Path is { Length: > 1 } path ? throw position.Error($"{path[2..]} is not of its type; {Schema}.")
                : throw position.Error($"Expected an object of JSON on one line; {Schema}.");
        }
    }

    private static bool IsCut(ReadOnlySpan<byte> bytes)
    {
        var json = new Utf8JsonReader(bytes, isFinalBlock: false, default);
        try
        {
            while (json.Read())
            {
            }

            return json.CurrentDepth > 0 || json.TokenType == JsonTokenType.StartObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Add(RankingLogLine line, string type, LinePosition position)
    {
        string request = position.Required(line.Request, "request");
        switch (type)
        {
            case RankingLogLine.RankingType:
                AddRanking(request, line, position);
                break;
            case RankingLogLine.ClickType:
                _clicks.Add(new(position.File, position.Line, request, position.Required(line.Document, "document"), IsRequestKnown: false));
                break;
            default:
                throw position.Error($"type is '{type}'; allowed is ranking or click.");
        }
    }

    private void AddRanking(string request, RankingLogLine line, LinePosition position)
    {
        string text = position.Required(line.Time, "time");
        DateTimeOffset time = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset parsed)
            ? parsed
            : throw position.Error($"time is '{text}'; expected a time such as 2026-11-29T08:15:30Z.");
        if (line.Lists is not { Length: > 0 })
        {
            throw position.Error("lists is missing; expected [{\"name\":\"control\",\"shown\":true,\"documents\":[\"d1\",\"d2\"]}, ...].");
        }

        if (!_rankings.TryGetValue(request, out LoggedRanking? ranking))
        {
            _rankings.Add(request, ranking = new(request, time));
        }

        ranking.Add(time, line.Experiment, line.Caller);
        foreach (RankingLogList list in line.Lists)
        {
            if (!ranking.TryAdd(ToList(list, position)))
            {
                throw position.Error($"request '{request}' has another list named '{list.Name}' already, with other documents. Each call needs an id of its own.");
            }
        }

        if (line.Lists.SelectMany(list => list.Teams ?? []).FirstOrDefault(team => team is null || !ranking.Lists.ContainsKey(team)) is { } unknown)
        {
            throw position.Error($"teams has '{unknown}', which is not one of the lists: {string.Join(", ", ranking.Lists.Keys)}.");
        }
    }

    private LoggedList ToList(RankingLogList list, LinePosition position)
    {
        string name = position.Required(list.Name, "name (of a list)");
        string[] documents = Array.ConvertAll(
            list.Documents ?? throw position.Error($"The list '{name}' has no documents; expected \"documents\":[\"d1\",\"d2\"]."),
            id => Same(position.Required(id, $"an id among the documents of '{name}'")));
        if (list.Milliseconds is < 0 or > 1e12)
        {
            throw position.Error(Invariant($"The list '{name}' has {list.Milliseconds} milliseconds; expected 0 or more."));
        }

        CheckLength(list.Scores?.Length, "scores");
        CheckLength(list.Teams?.Length, "teams");
        return new()
        {
            Name = Same(name),
            DocumentIds = documents,
            Scores = list.Scores ?? [],
            Teams = Array.ConvertAll(list.Teams ?? [], team => Same(position.Required(team, "a name among the teams"))),
            IsShown = list.Shown,
            Duration = list.Milliseconds is double milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            ModelId = list.Model is null ? null : Same(list.Model),
            Fallback = list.Fallback,
            Cache = list.Cache is null ? null : Same(list.Cache),
        };

        void CheckLength(int? length, string what)
        {
            if (length is int given && given != documents.Length)
            {
                throw position.Error($"The list '{name}' has {documents.Length} documents and {given} {what}; expected one for each.");
            }
        }
    }

    // The same ids come again and again; one copy of each is kept.
    private string Same(string id)
    {
        if (!_ids.TryGetValue(id, out string? same))
        {
            _ids.Add(id, same = id);
        }

        return same;
    }

    private readonly record struct LinePosition(string File, int Line, string Text)
    {
        public string Required(string? value, string member) => string.IsNullOrEmpty(value) ? throw Error($"{member} is missing or empty; {Schema}.") : value;

        public EvaluationFormatException Error(string problem) => new(File, Line, Text, problem);
    }
}
