namespace RerankKit.Evaluation;

/// <summary>Reads logs of rankings and clicks: lines of JSON as RerankKit's <c>RankingLog</c> writes them, plain or gzip. docs/online.md has the schema.</summary>
public static class RankingLogFile
{
    /// <summary>Reads one log that may lie in several files. Lines about the same request are put together, whichever file they are in.</summary>
    /// <param name="logs">Files with rankings, and perhaps clicks.</param>
    /// <param name="clicks">Further files, in which a line without a type is a click.</param>
    /// <returns>The calls by time. A click whose ranking is nowhere is told; so is a last line that ends in its middle.</returns>
    /// <exception cref="EvaluationFormatException">A line is not as the schema says, or one request has two different lists of the same name.</exception>
    public static RankingLogContents Read(IReadOnlyList<string> logs, IReadOnlyList<string>? clicks = null)
    {
        ArgumentNullException.ThrowIfNull(logs);
        var reading = new RankingLogReading();
        foreach (string path in logs)
        {
            reading.Read(path, RankingLogLine.RankingType);
        }

        foreach (string path in clicks ?? [])
        {
            reading.Read(path, RankingLogLine.ClickType);
        }

        return reading.Finish();
    }
}
