using System.Text.Json;
using RerankKit.Evaluation;

namespace RerankKit.Learning;

/// <summary>Labels from what users clicked, each weighed by how likely its place was to be looked at.</summary>
/// <remarks>
/// A click on rank k counts 1 / p(k), with the examination propensity p(k) = (1 / k)^η (Joachims, Swaminathan and Schnabel, "Unbiased Learning-to-Rank with Biased
/// Feedback", WSDM 2017): what is found far down and clicked all the same says more. Weights are clipped, which trades a little bias for much less variance.
/// A document that was shown and never clicked is not relevant, as far as this log tells.
/// </remarks>
public sealed class ClickLog
{
    private readonly Dictionary<string, Dictionary<string, double>> _weights = new(StringComparer.Ordinal);

    private ClickLog()
    {
    }

    /// <summary>Clicked documents as judgements of grade 1, shown ones as grade 0.</summary>
    public Qrels Qrels { get; } = new();

    /// <summary>How many lists were shown.</summary>
    public int Impressions { get; private set; }

    /// <summary>How many clicks there were.</summary>
    public int Clicks { get; private set; }

    /// <summary>The mean inverse propensity of each clicked document of a query; empty for a query without clicks.</summary>
    /// <param name="queryId">The query.</param>
    /// <returns>Weights by document.</returns>
    public IReadOnlyDictionary<string, double> Weights(string queryId) => _weights.GetValueOrDefault(queryId) ?? [];

    /// <summary>Reads a log: JSON lines <c>{"query": "id", "shown": ["d3", "d1"], "clicked": ["d1"]}</c>, documents in the order in which they were shown.</summary>
    /// <param name="path">The file.</param>
    /// <param name="eta">η, how fast attention falls with rank: 0 is no bias, 1 the default.</param>
    /// <param name="maxWeight">What a weight is cut to; 1 or more, by default 20.</param>
    /// <returns>The labels.</returns>
    /// <exception cref="InvalidDataException">A line is not as described; the message names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="eta"/> is negative or not finite, or <paramref name="maxWeight"/> is less than 1.</exception>
    public static ClickLog Read(string path, double eta = 1, double maxWeight = 20)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(eta);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWeight, 1);
        var log = new ClickLog();
        var lists = new Dictionary<string, Dictionary<string, (double Sum, int Clicks)>>(StringComparer.Ordinal);
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                log.Add(Parse(line, path, number), lists, eta, maxWeight);
            }
        }

        foreach ((string queryId, Dictionary<string, (double Sum, int Clicks)> documents) in lists)
        {
            log.Finish(queryId, documents);
        }

        return log;
    }

    private void Add(ClickedList list, Dictionary<string, Dictionary<string, (double Sum, int Clicks)>> lists, double eta, double maxWeight)
    {
        Impressions++;
        if (!lists.TryGetValue(list.Query, out Dictionary<string, (double Sum, int Clicks)>? documents))
        {
            lists.Add(list.Query, documents = new(StringComparer.Ordinal));
        }

        var clicked = list.Clicked.ToHashSet(StringComparer.Ordinal);
        Clicks += clicked.Count;
        for (int i = 0; i < list.Shown.Count; i++)
        {
            (double sum, int clicks) = documents.GetValueOrDefault(list.Shown[i]);
            documents[list.Shown[i]] = clicked.Contains(list.Shown[i]) ? (sum + Math.Min(maxWeight, Math.Pow(i + 1, eta)), clicks + 1) : (sum, clicks);
        }
    }

    private void Finish(string queryId, Dictionary<string, (double Sum, int Clicks)> documents)
    {
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach ((string document, (double sum, int clicks)) in documents)
        {
            Qrels.Add(queryId, document, clicks > 0 ? 1 : 0);
            if (clicks > 0)
            {
                weights.Add(document, sum / clicks);
            }
        }

        _weights.Add(queryId, weights);
    }

    private static ClickedList Parse(string line, string path, int number)
    {
        const string Expected = "expected {\"query\": \"id\", \"shown\": [\"d3\", \"d1\"], \"clicked\": [\"d1\"]}";
        ClickedList? list;
        try
        {
            list = JsonSerializer.Deserialize(line, ClickLogJson.Default.ClickedList);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path}, line {number}: {Expected}: {exception.Message}", exception);
        }

        string? fault = list is null ? Expected
            : list.Query.Length == 0 || list.Shown.Any(string.IsNullOrEmpty) ? $"an id is empty; {Expected}"
            : list.Shown.Distinct(StringComparer.Ordinal).Count() < list.Shown.Count ? "a document is shown twice; each has one place"
            : list.Clicked.Except(list.Shown, StringComparer.Ordinal).FirstOrDefault() is { } foreign ? $"'{foreign}' was clicked and not shown; its place is not known"
            : null;
        return fault is null ? list! : throw new InvalidDataException($"{path}, line {number}: {fault}.");
    }
}
