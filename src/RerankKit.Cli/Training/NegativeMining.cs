namespace RerankKit.Cli.Training;

/// <summary>Mines examples: what is judged relevant, and what first stages rank high beside it, as far as a teacher agrees that it is not relevant.</summary>
internal sealed class NegativeMining(Qrels qrels, IReadOnlyList<Run> runs, IReadOnlyDictionary<string, BeirDocument> corpus, KeptScoring? teacher, MiningOptions options, MiningTally tally)
{
    private readonly Dictionary<string, WordSet> _words = new(StringComparer.Ordinal);

    /// <summary>Documents that an example of the runs' queries may hold.</summary>
    public static HashSet<string> DocumentIds(Qrels qrels, IReadOnlyList<Run> runs, int depth) =>
    [
        .. runs.SelectMany(run => run.QueryIds.SelectMany(queryId => run.GetRanking(queryId).Take(depth))).Select(document => document.Id),
        .. qrels.QueryIds.SelectMany(queryId => qrels[queryId].Keys),
    ];

    /// <summary>Mines the passages of a query.</summary>
    /// <returns>Null where there is nothing to learn from; the tally says why.</returns>
    public async Task<TrainingExample?> MineAsync(string queryId, string query, CancellationToken cancellationToken)
    {
        string[] candidates = [.. Candidates(queryId)];
        List<string> positives = Different(Relevant(queryId, candidates), []);
        if (positives.Count == 0)
        {
            tally.QueriesWithoutPositives++;
            return null;
        }

        List<string> others = Different(candidates.Where(id => (qrels.GetGrade(queryId, id) ?? 0) < options.MinGrade), positives);
        positives = [.. positives.Take(options.Positives)];
        if (await ScoreAsync(queryId, query, [.. positives, .. others], cancellationToken) is not { } scores)
        {
            return null;
        }

        string[] negatives = [.. WithoutFalse(queryId, positives, candidates, others, scores).Take(options.Negatives)];
        if (negatives.Length == 0)
        {
            tally.QueriesWithoutNegatives++;
            return null;
        }

        return new(queryId, query, [.. positives.Select(id => Passage(id, qrels.GetGrade(queryId, id)!.Value, scores))], [.. negatives.Select(id => Passage(id, 0, scores))]);
    }

    // Of all runs, by the best rank in any: what any first stage takes for relevant comes first.
    private IEnumerable<string> Candidates(string queryId) => runs
        .Where(run => run.Contains(queryId))
        .SelectMany(run => run.GetRanking(queryId).Take(options.Depth).Select((document, rank) => (document.Id, Rank: rank)))
        .Where(document => corpus.ContainsKey(document.Id))
        .OrderBy(document => document.Rank)
        .Select(document => document.Id)
        .Distinct(StringComparer.Ordinal);

    // The highest grades first, and of these what the first stages found: the others are harder than what a reranker will see.
    private IEnumerable<string> Relevant(string queryId, string[] candidates) => qrels[queryId]
        .Where(judgement => judgement.Value >= options.MinGrade && corpus.ContainsKey(judgement.Key))
        .OrderByDescending(judgement => judgement.Value)
        .ThenBy(judgement => Array.IndexOf(candidates, judgement.Key) is >= 0 and int rank ? rank : int.MaxValue)
        .ThenBy(judgement => judgement.Key, StringComparer.Ordinal)
        .Select(judgement => judgement.Key);

    private List<string> Different(IEnumerable<string> ids, IReadOnlyList<string> from)
    {
        List<string> kept = [];
        foreach (string id in ids)
        {
            WordSet words = Words(id);
            if (string.IsNullOrWhiteSpace(corpus[id].TitleAndText) || from.Concat(kept).Any(other => Words(other).IsLike(words)))
            {
                tally.DuplicatePassages++;
            }
            else
            {
                kept.Add(id);
            }
        }

        return kept;
    }

    private async Task<IReadOnlyDictionary<string, double>?> ScoreAsync(string queryId, string query, string[] ids, CancellationToken cancellationToken)
    {
        if (teacher is null)
        {
            return new Dictionary<string, double>();
        }

        RerankResponse? response = await teacher.ScoreAsync(queryId, query, [.. ids.Select(id => new RerankCandidate(corpus[id].TitleAndText) { Id = id })], cancellationToken);
        return response?.Results.Where(result => result.IsScored).ToDictionary(result => ids[result.Index], result => result.Score, StringComparer.Ordinal);
    }

    // What was judged not relevant is not; of the unjudged, what the teacher puts beside the middle relevant passage may well be. Relevant passages that no run found
    // are often relevant in a way that no teacher sees, and would take everything out: they count where there are no others.
    private IEnumerable<string> WithoutFalse(string queryId, List<string> positives, string[] candidates, List<string> others, IReadOnlyDictionary<string, double> scores)
    {
        string[] found = [.. positives.Intersect(candidates, StringComparer.Ordinal)];
        double[] relevant = [.. (found.Length > 0 ? found : [.. positives]).Where(scores.ContainsKey).Select(id => scores[id]).Order()];
        if (teacher is null || relevant.Length == 0)
        {
            tally.QueriesWithoutScores += teacher is null ? 0 : 1;
            return others;
        }

        double limit = relevant[relevant.Length / 2] - options.Margin;
        string[] kept = [.. others.Where(id => qrels.GetGrade(queryId, id) is not null || (scores.TryGetValue(id, out double score) && score < limit))];
        tally.FalseNegatives += others.Count - kept.Length;
        return kept;
    }

    private TrainingPassage Passage(string id, int grade, IReadOnlyDictionary<string, double> scores) =>
        new(id, corpus[id].TitleAndText, grade, scores.TryGetValue(id, out double score) ? score : null);

    private WordSet Words(string id)
    {
        if (!_words.TryGetValue(id, out WordSet? words))
        {
            _words[id] = words = new(corpus[id].TitleAndText);
        }

        return words;
    }
}
