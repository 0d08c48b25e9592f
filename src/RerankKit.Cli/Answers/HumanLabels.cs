namespace RerankKit.Cli.Answers;

/// <summary>What people say of answers: right or wrong, by the question and the run.</summary>
internal sealed class HumanLabels
{
    private readonly Dictionary<(string QueryId, bool IsAfter), bool> _labels = [];

    public static HumanLabels Read(string path)
    {
        var labels = new HumanLabels();
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            string[] fields = line.Split(line.Contains('\t', StringComparison.Ordinal) ? '\t' : ' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 0)
            {
                continue;
            }

            if (fields is not [var query, "before" or "after", "0" or "1"] || !labels._labels.TryAdd((query, fields[1] == "after"), fields[2] == "1"))
            {
                throw new InputException($"{path}, line {number}: expected 'query before|after 0|1', each query and run once.");
            }
        }

        return labels;
    }

    public bool? IsRight(string queryId, bool isAfter) => _labels.TryGetValue((queryId, isAfter), out bool isRight) ? isRight : null;
}
