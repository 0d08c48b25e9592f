using RerankKit.Evaluation;

namespace RerankKit.Benchmarks;

/// <summary>The best documents of BM25 for some queries of a collection.</summary>
internal sealed class CutCollection
{
    private const int LongestContext = 512;
    private static readonly RankingMetric Ndcg = RankingMetrics.Ndcg(10);
    private readonly BeirDataset _dataset;
    private readonly Qrels _qrels;
    private readonly Dictionary<string, string[]> _candidates;
    private readonly IReadOnlyDictionary<string, BeirDocument> _documents;

    private CutCollection(BeirDataset dataset, Dictionary<string, string[]> candidates)
    {
        _dataset = dataset;
        _candidates = candidates;
        _qrels = dataset.Qrels;
        _documents = dataset.LoadCorpus(candidates.Values.SelectMany(ids => ids).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>What a piece is scored with.</summary>
    public static IReadOnlyList<string> Variants { get; } = ["alone", "title behind", "title before", "neighbours behind"];

    public string Name => _dataset.Name;

    public int QueryCount => _candidates.Count;

    public static CutCollection Load(string folder, int depth, int queries)
    {
        var dataset = BeirDataset.Load(folder);
        Run run = RunFile.Read(Path.Combine(folder, "bm25.run"), "BM25");
        return new(dataset, run.QueryIds
            .Where(queryId => dataset.Qrels.QueryIds.Contains(queryId))
            .Take(queries)
            .ToDictionary(queryId => queryId, queryId => run[queryId].Take(depth).Select(document => document.Id).ToArray(), StringComparer.Ordinal));
    }

    public Piece[] Pieces(int words) => [.. _documents.Values.SelectMany(document => Piece.Cut(document, words))];

    /// <summary>nDCG@10 of every query in the order of the queries, for the first variants.</summary>
    public async Task<double[][]> MeasureAsync(Piece[] pieces, int variants, Func<IReadOnlyList<RerankCandidate>, Task<IReranker>> make)
    {
        ILookup<string, Piece> byDocument = pieces.ToLookup(piece => piece.DocumentId, StringComparer.Ordinal);
        double[][] values = new double[variants][];
        for (int variant = 0; variant < values.Length; variant++)
        {
            Func<Piece, RerankCandidate> compose = Composer(variant);
            using IReranker reranker = await make([.. pieces.Select(compose)]);
            var run = new Run(Variants[variant]);
            foreach ((string queryId, string[] ids) in _candidates)
            {
                Piece[] all = [.. ids.SelectMany(id => byDocument[id])];
                RerankResponse response = await reranker.RerankAsync(_dataset.GetQuery(queryId).Text, [.. all.Select(compose)]);
                run.Add(queryId, response.Results
                    .Where(result => result.IsScored)
                    .GroupBy(result => all[result.Index].DocumentId, (id, results) => new ScoredDocument(id, results.Max(result => result.Score))));
            }

            EvaluationResult result = Evaluator.Evaluate(_qrels, run, [Ndcg]);
            values[variant] = [.. _candidates.Keys.Select(queryId => result[Ndcg, queryId])];
            await Console.Error.WriteLineAsync($"{Name} {Variants[variant]}: {values[variant].Average():F4}");
        }

        return values;
    }

    private static Func<Piece, RerankCandidate> Composer(int variant)
    {
        DocumentContextComposer titles = new(new() { Context = candidate => ((Piece)candidate.Item!).Title, BelowTokens = null, MaxContextTokens = LongestContext });
        DocumentContextComposer neighbours = new(new() { Context = candidate => ((Piece)candidate.Item!).Neighbours, BelowTokens = null, MaxContextTokens = LongestContext });
        return variant switch
        {
            0 => piece => piece.ToCandidate(),
            1 => piece => titles.Compose(piece.ToCandidate()),
            2 => piece => titles.Compose(piece.ToCandidate()).Text == piece.Text ? piece.ToCandidate() : piece.ToCandidate() with { Text = $"{piece.Title}\n{piece.Text}" },
            _ => piece => neighbours.Compose(piece.ToCandidate()),
        };
    }
}
