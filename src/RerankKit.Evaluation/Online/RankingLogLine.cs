using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RerankKit.Evaluation;

/// <summary>Reads a line of a log.</summary>
internal sealed class RankingLogLine
{
    private readonly LineReader _reader;
    private readonly JsonElement _json;

    public RankingLogLine(LineReader reader, ReadOnlySpan<byte> line)
    {
        _reader = reader;
        try
        {
            var json = new Utf8JsonReader(line);
            _json = JsonElement.ParseValue(ref json);
        }
        catch (JsonException)
        {
            throw reader.Error(line, "Expected an object of JSON on one line.");
        }

        if (_json.ValueKind != JsonValueKind.Object)
        {
            throw reader.Error(line, "Expected an object of JSON.");
        }
    }

    public EvaluationFormatException Error(string problem) => _reader.Error(Encoding.UTF8.GetBytes(_json.GetRawText()), problem);

    public string Text(string member) => OptionalText(member) ?? throw Error($"{member} is missing; expected a text.");

    public LoggedRanking ToRanking(string requestId)
    {
        Dictionary<string, LoggedList> lists = ReadLists();
        string served = Text("served");
        Dictionary<string, string> teams = ReadTeams(lists);
        if (!lists.ContainsKey(served) && teams.Count == 0)
        {
            throw Error($"served is '{served}', which is not one of the lists: {string.Join(", ", lists.Keys)}.");
        }

        return new()
        {
            Time = DateTimeOffset.TryParse(Text("time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
                ? time
                : throw Error($"time is '{Text("time")}'; expected a time such as 2026-11-29T08:15:30Z."),
            RequestId = requestId,
            Served = served,
            Lists = lists,
            Teams = teams,
            Duration = _json.TryGetProperty("durationMs", out JsonElement duration) ? TimeSpan.FromMilliseconds(Number(duration, "durationMs")) : null,
            Fallback = OptionalText("fallback"),
            Cache = OptionalText("cache"),
        };
    }

    private Dictionary<string, LoggedList> ReadLists()
    {
        if (!_json.TryGetProperty("lists", out JsonElement json) || json.ValueKind != JsonValueKind.Object)
        {
            throw Error("lists is missing; expected an object of lists such as {\"first-stage\":[{\"id\":\"d1\",\"score\":1.5}]}.");
        }

        var lists = new Dictionary<string, LoggedList>(StringComparer.Ordinal);
        foreach (JsonProperty list in json.EnumerateObject())
        {
            JsonElement[] places = [.. Array(list.Value, list.Name)];
            lists[list.Name] = new(list.Name, System.Array.ConvertAll(places, place => Id(place, list.Name)), System.Array.ConvertAll(places, Score));
        }

        return lists;
    }

    private Dictionary<string, string> ReadTeams(Dictionary<string, LoggedList> lists)
    {
        var teams = new Dictionary<string, string>(StringComparer.Ordinal);
        if (_json.TryGetProperty("interleaved", out JsonElement interleaved))
        {
            foreach (JsonElement place in Array(interleaved, "interleaved"))
            {
                string? team = place.TryGetProperty("team", out JsonElement name) ? name.GetString() : null;
                teams[Id(place, "interleaved")] = team is not null && lists.ContainsKey(team)
                    ? team
                    : throw Error($"team is '{team}', which is not one of the lists: {string.Join(", ", lists.Keys)}.");
            }
        }

        return teams;
    }

    private JsonElement.ArrayEnumerator Array(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : throw Error($"{name} is no list; expected [{{\"id\":\"d1\"}}, ...].");

    private string Id(JsonElement place, string list) =>
        place.ValueKind == JsonValueKind.Object && place.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.String
            ? id.GetString()!
            : throw Error($"A place of {list} has no id; expected {{\"id\":\"d1\"}}.");

    private double? Score(JsonElement place) =>
        place.TryGetProperty("score", out JsonElement score) && score.ValueKind != JsonValueKind.Null ? Number(score, "score") : null;

    private double Number(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Number ? json.GetDouble() : throw Error($"{name} is no number.");

    private string? OptionalText(string member) =>
        !_json.TryGetProperty(member, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Error($"{member} is no text.");
}
