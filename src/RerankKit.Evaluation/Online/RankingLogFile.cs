using System.Text.Json;

namespace RerankKit.Evaluation;

/// <summary>Reads logs of rankings and clicks: lines of JSON as RerankKit's <c>RankingLog</c> writes them, plain or gzip; see docs/online.md for the schema.</summary>
public static class RankingLogFile
{
    /// <summary>Reads one log that may lie in several files.</summary>
    /// <param name="paths">The files. A click may stand before its ranking and in another file; one whose ranking is in none is counted and left out.</param>
    /// <returns>The calls by time.</returns>
    /// <exception cref="EvaluationFormatException">A line is not as the schema says.</exception>
    public static RankingLogContents Read(params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var rankings = new Dictionary<string, LoggedRanking>(StringComparer.Ordinal);
        var clicks = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        int cutShort = 0;
        foreach (string path in paths)
        {
            using var reader = new LineReader(path);
            while (reader.TryReadLine(out ReadOnlySpan<byte> line))
            {
                // A process that was killed leaves half a line; the next one begins a new line behind it.
                if (line[0] == (byte)'{' && line[^1] != (byte)'}')
                {
                    cutShort++;
                    continue;
                }

                Add(new RankingLogLine(reader, line), rankings, clicks);
            }
        }

        int lost = 0;
        foreach ((string requestId, List<string> documents) in clicks)
        {
            if (rankings.TryGetValue(requestId, out LoggedRanking? ranking))
            {
                ranking.Clicks = [.. documents.Distinct(StringComparer.Ordinal)];
            }
            else
            {
                lost += documents.Count;
            }
        }

        return new([.. rankings.Values.OrderBy(ranking => ranking.Time)], lost, cutShort);
    }

    private static void Add(RankingLogLine line, Dictionary<string, LoggedRanking> rankings, Dictionary<string, List<string>> clicks)
    {
        string requestId = line.Text("request");
        switch (line.Text("type"))
        {
            case "ranking":
                if (!rankings.TryAdd(requestId, line.ToRanking(requestId)))
                {
                    throw line.Error($"Request '{requestId}' has a ranking already. Each request is logged once, under an id of its own.");
                }

                break;
            case "click":
                if (!clicks.TryGetValue(requestId, out List<string>? documents))
                {
                    clicks.Add(requestId, documents = []);
                }

                documents.Add(line.Text("document"));
                break;
            case var type:
                throw line.Error($"type is '{type}'; allowed is ranking or click.");
        }
    }
}
