namespace RerankKit.Evaluation;

/// <summary>A call that is timed: a query and its candidates.</summary>
internal sealed record BenchmarkCall(string QueryId, string Query, RerankCandidate[] Candidates)
{
    /// <summary>Draws queries by a hash of their ids, with the first documents of the run, or with documents at random.</summary>
    /// <exception cref="ArgumentException">There is none with a candidate.</exception>
    public static BenchmarkCall[] Create(BeirDataset dataset, Run? run, RerankerBenchmarkOptions options)
    {
        BeirQuery[] queries =
        [
            .. dataset.Queries.Where(query => run?.Contains(query.Id) != false && !string.IsNullOrWhiteSpace(query.Text))
                .OrderBy(query => Hash(query.Id))
                .Take(options.MaxQueries),
        ];
        Func<string, RerankCandidate[]> candidates = run is null ? AtRandom(dataset, options.Candidates) : OfRun(dataset, run, queries, options.Candidates);
        BenchmarkCall[] calls = [.. queries.Select(query => new BenchmarkCall(query.Id, query.Text, candidates(query.Id))).Where(call => call.Candidates.Length > 0)];
        return calls.Length > 0
            ? calls
            : throw new ArgumentException($"No query of '{dataset.Name}' has a candidate with a text. Give a run that was made from this collection.", nameof(run));
    }

    private static Func<string, RerankCandidate[]> OfRun(BeirDataset dataset, Run run, BeirQuery[] queries, int count)
    {
        IReadOnlyDictionary<string, BeirDocument> corpus =
            dataset.LoadCorpus(queries.SelectMany(query => run.GetRanking(query.Id).Take(count)).Select(document => document.Id).ToHashSet(StringComparer.Ordinal));
        return queryId =>
        [
            .. run.GetRanking(queryId).Take(count).Where(document => corpus.ContainsKey(document.Id))
                .Select(document => new RerankCandidate(corpus[document.Id].TitleAndText) { Id = document.Id, Score = document.Score }),
        ];
    }

    private static Func<string, RerankCandidate[]> AtRandom(BeirDataset dataset, int count)
    {
        BeirDocument[] corpus = [.. dataset.ReadCorpus()];
        return queryId =>
        {
            var random = new Random((int)(Hash(queryId) & int.MaxValue));
            BeirDocument[] shuffled = [.. corpus];
            random.Shuffle(shuffled);
            return [.. shuffled.Take(count).Select(document => new RerankCandidate(document.TitleAndText) { Id = document.Id })];
        };
    }

    private static ulong Hash(string id) => default(Hash128).Then(id).Low;
}
