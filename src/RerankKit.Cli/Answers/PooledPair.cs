using System.IO.Hashing;
using System.Text;
using RerankKit.Cli.Reports;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Answers;

/// <summary>A query and a passage to grade.</summary>
internal sealed record PooledPair(string QueryId, string DocumentId, string Query, string Passage)
{
    /// <summary>Decides what a person checks: the pairs with the lowest.</summary>
    public ulong Draw => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{QueryId}\t{DocumentId}"));

    /// <summary>Pools the first documents of runs: each once per query, in an order that does not tell which run had it where.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static PooledPair[] Pool(BeirDataset dataset, Run[] runs, int depth, int queries, ToolConsole console)
    {
        BeirQuery[] drawn =
        [
            .. dataset.Queries.Where(query => runs.Any(run => run.Contains(query.Id)) && !string.IsNullOrWhiteSpace(query.Text))
                .OrderBy(query => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(query.Id)))
                .Take(queries),
        ];
        IEnumerable<string> pool(string queryId) => runs.Where(run => run.Contains(queryId)).SelectMany(run => run[queryId].Take(depth)).Select(document => document.Id).Distinct(StringComparer.Ordinal);
        HashSet<string> ids = [.. drawn.SelectMany(query => pool(query.Id))];
        IReadOnlyDictionary<string, BeirDocument> corpus = dataset.LoadCorpus(ids);
        if (ids.Count > corpus.Count)
        {
            console.Warn($"{Figures.Count(ids.Count - corpus.Count, "document of the runs is", "documents of the runs are")} not in {dataset.Name}, passed over");
        }

        PooledPair[] pairs = [.. drawn.SelectMany(query => pool(query.Id).Where(corpus.ContainsKey).Select(id => new PooledPair(query.Id, id, query.Text, corpus[id].TitleAndText)).OrderBy(pair => pair.Draw))];
        return pairs.Length > 0 ? pairs : throw new InputException($"No query of {dataset.Name} with a document in it is in the runs. Check that they belong to this collection.");
    }
}
