using System.Globalization;
using RerankKit.Embedded;

namespace RerankKit.Learning;

/// <summary>What is known of every candidate of a call, in numbers: the same code when a model is learned and when it ranks.</summary>
/// <remarks>Every number is finite: what is not known is 0. Standard scores and ranks are over the candidates of the call. Thread-safe.</remarks>
internal sealed class CandidateFeatures(IReadOnlyList<string> scores, IReadOnlyList<string> fields, bool hasReranker)
{
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Neither holds anything that would have to be disposed.
    private static readonly LexicalReranker Lexical = new();
    private static readonly EmbeddedReranker Embedded = new();

    /// <summary>Fields that hold a score of another first stage.</summary>
    public IReadOnlyList<string> Scores => scores;

    /// <summary>Other fields.</summary>
    public IReadOnlyList<string> Fields => fields;

    /// <summary>Whether a reranker's score is a feature.</summary>
    public bool HasReranker => hasReranker;

    /// <summary>The names, in the order of the numbers.</summary>
    public string[] Names { get; } = FeatureNames.All(scores, fields, hasReranker);

    /// <summary>Computes the features of all candidates.</summary>
    /// <param name="query">The query.</param>
    /// <param name="candidates">At least one candidate.</param>
    /// <param name="scored">The reranker's answer; null where its score is no feature.</param>
    /// <param name="read">Reads fields of candidates.</param>
    /// <returns>One row per candidate.</returns>
    public float[][] Compute(string query, IReadOnlyList<RerankCandidate> candidates, RerankResponse? scored, DocumentFieldReader read)
    {
        int count = candidates.Count;
        var table = new FeatureTable(count, Names.Length);
        double[] first = FirstStageScores(candidates);
        double[] share = ShareOfRange(first);
        table.Add(first);
        table.AddStandard(first);
        table.Add(share);
        table.AddRank(first);
        double[] lexical = Of(Lexical.RerankAsync(query, candidates).GetAwaiter().GetResult(), count);
        table.AddScore(lexical);
        AddWords(table, query, candidates);
        AddEmbedded(table, query, candidates);
        foreach (string name in scores)
        {
            table.AddScore(ReadField(candidates, name, read));
        }

        foreach (string name in fields)
        {
            table.Add(ReadField(candidates, name, read));
        }

        if (hasReranker)
        {
            table.AddScore(Of(scored ?? throw new InvalidOperationException("The reranker's answer is missing."), count));
        }

        return table.Rows;
    }

    private static void AddWords(FeatureTable table, string query, IReadOnlyList<RerankCandidate> candidates)
    {
        var evidence = new WordEvidence(query);
        (float Coverage, float Adjacent, float First, float Length)[] found = [.. candidates.Select(candidate => evidence.Read(candidate.Text))];
        table.Add(i => found[i].Coverage);
        table.Add(i => found[i].Adjacent);
        table.Add(i => found[i].First);
        table.Add(i => found[i].Length);
        table.Add(_ => evidence.QueryLength);
        table.Add(_ => candidates.Count);
    }

    private static void AddEmbedded(FeatureTable table, string query, IReadOnlyList<RerankCandidate> candidates)
    {
        EmbeddedPartScores? parts = Embedded.ScoreParts(query, candidates);
        table.AddStandard(parts?.Words);
        table.AddStandard(parts?.Meaning);
        table.AddStandard(parts?.Lead);
        table.AddStandard(parts?.Feedback);
        table.AddStandard(parts?.Topic);
        table.AddStandard(parts?.Blended);
        table.AddRank(parts?.Blended);
        table.Add(_ => parts is null ? 0 : 1);
    }

    private static double[] FirstStageScores(IReadOnlyList<RerankCandidate> candidates)
    {
        double[] values = new double[candidates.Count];
        for (int i = 0; i < values.Length; i++)
        {
            RerankCandidate candidate = candidates[i];
            values[i] = FirstStageOrder.TryGetScore(in candidate, out double score) ? score : double.NaN;
        }

        return values;
    }

    private static double[] ShareOfRange(double[] values)
    {
        double low = values.Where(double.IsFinite).DefaultIfEmpty(0).Min();
        double high = values.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        return Array.ConvertAll(values, value => high > low ? (value - low) / (high - low) : 0);
    }

    private static double[] Of(RerankResponse response, int count)
    {
        double[] values = new double[count];
        values.AsSpan().Fill(double.NaN);
        foreach (RerankResult result in response.Results)
        {
            values[result.Index] = result.IsScored ? result.Score : double.NaN;
        }

        return values;
    }

    // A number, or a day: days since 2000, so that later is more.
    private static double[] ReadField(IReadOnlyList<RerankCandidate> candidates, string name, DocumentFieldReader read) =>
        [.. candidates.Select(candidate => read(candidate, name) is { } text ? Number(text) : double.NaN)];

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
        : bool.TryParse(text, out bool flag) ? flag ? 1 : 0
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? (date - Epoch).TotalDays
        : double.NaN;
}
