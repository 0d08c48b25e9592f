using RerankKit.Learning;

namespace RerankKit.Cli.Learning;

/// <summary>A collection and its runs, as queries to learn from.</summary>
internal sealed class LearningCollection(RunTexts texts, Run[] further, ClickLog? log, int depth, ToolConsole console)
{
    /// <summary>The collection's judgements; those of the clicks where it has none.</summary>
    public static Qrels Judgements(BeirDataset collection, ClickLog? log, ToolConsole console)
    {
        if (log is null)
        {
            return collection.Qrels;
        }

        try
        {
            return collection.Qrels;
        }
        catch (FileNotFoundException)
        {
            console.Warn($"{collection.Name} has no judgements: clicks judge too, with the bias of what was shown");
            return log.Qrels;
        }
    }

    /// <summary>The judged queries with their candidates.</summary>
    /// <exception cref="InputException">No query is judged.</exception>
    public IReadOnlyList<LearningQuery> Read(Qrels judgements)
    {
        string[] queryIds = [.. texts.Judged(judgements)];
        return queryIds.Length > 0
            ? [.. queryIds.Select(id => new LearningQuery(id, texts.Query(id)!, Candidates(id)) { Weights = log?.Weights(id) }).Where(query => query.Candidates.Count > 0)]
            : throw new InputException($"none of the {texts.Run.QueryIds.Count} queries of {texts.Run.Name} is judged. Give the run and the judgements of one collection.");
    }

    /// <summary>The same queries with the scores of a reranker.</summary>
    public async Task<IReadOnlyList<LearningQuery>> ScoreAsync(IReadOnlyList<LearningQuery> queries, KeptScoring scoring, CancellationToken cancellationToken)
    {
        var scored = new List<LearningQuery>(queries.Count);
        await QueryProgress.RunAsync(console, "Scoring", queries.Count, async step =>
        {
            foreach (LearningQuery query in queries)
            {
                if (await scoring.ScoreAsync(query.Id, query.Text, query.Candidates, cancellationToken) is { } response)
                {
                    scored.Add(query with { Scored = response });
                }

                step();
            }
        });
        return scored;
    }

    // The metadata of a document, and what the further runs say of it.
    private IReadOnlyList<RerankCandidate> Candidates(string queryId)
    {
        IReadOnlyList<RerankCandidate> candidates = texts.Candidates(queryId, depth).Candidates;
        if (further.Length == 0)
        {
            return candidates;
        }

        Dictionary<string, double>[] scores =
        [
            .. further.Select(run => run.Contains(queryId) ? run[queryId].ToDictionary(document => document.Id, document => document.Score, StringComparer.Ordinal) : []),
        ];
        return
        [
            .. candidates.Select(candidate =>
            {
                var item = new Dictionary<string, string>((IEnumerable<KeyValuePair<string, string>>)candidate.Item!, StringComparer.Ordinal);
                for (int i = 0; i < scores.Length; i++)
                {
                    if (scores[i].TryGetValue(candidate.Id!, out double score))
                    {
                        item[further[i].Name] = score.ToString("R", CultureInfo.InvariantCulture);
                    }
                }

                return candidate with { Item = item };
            }),
        ];
    }
}
