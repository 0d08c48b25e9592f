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

    public async Task<IReadOnlyList<LearningQuery>> ReadAsync(Qrels judgements, IReranker? reranker, CancellationToken cancellationToken)
    {
        string[] queryIds = [.. texts.Run.QueryIds.Where(id => judgements.Contains(id) && texts.Query(id) is not null)];
        if (queryIds.Length == 0)
        {
            throw new InputException($"none of the {texts.Run.QueryIds.Count} queries of {texts.Run.Name} is judged. Give the run and the judgements of one collection.");
        }

        var queries = new List<LearningQuery>();
        var usage = new SpentUsage();
        await QueryProgress.RunAsync(console, reranker is null ? "Reading" : "Scoring", queryIds.Length, async step =>
        {
            foreach (string queryId in queryIds)
            {
                IReadOnlyList<RerankCandidate> candidates = Candidates(queryId);
                RerankResponse? scored = reranker is null || candidates.Count == 0 ? null : await reranker.RerankAsync(texts.Query(queryId)!, candidates, cancellationToken: cancellationToken);
                if (scored is not null)
                {
                    usage.Add(scored);
                }

                if (candidates.Count > 0)
                {
                    queries.Add(new(queryId, texts.Query(queryId)!, candidates) { Scored = scored, Weights = log?.Weights(queryId) });
                }

                step();
            }
        });
        usage.Report(console);
        return queries;
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
