namespace RerankKit.Cli.Answers;

/// <summary>A query and a passage to grade.</summary>
internal sealed record PooledPair(string QueryId, string DocumentId, string Query, string Passage)
{
    /// <summary>Pools the first documents of runs, each once per query, in an order that does not tell which run had it where.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static PooledPair[] Pool(BeirDataset dataset, Run[] runs, int depth, int count, ToolConsole console)
    {
        BeirQuery[] all = [.. dataset.Queries.Where(query => runs.Any(run => run.Contains(query.Id)) && !string.IsNullOrWhiteSpace(query.Text))];
        if (all.Length == 0)
        {
            throw new InputException($"No query of {dataset.Name} is in the runs. Give runs that were made from this collection.");
        }

        BeirQuery[] queries = Sample.Draw(all, query => query.Id, count);
        SampledTexts texts = SampledTexts.Load(dataset, queries, runs, depth, console);
        return
        [
            .. queries.SelectMany(query => Sample.Draw(
                runs.SelectMany(run => texts.Ids(run, query.Id)).Distinct(StringComparer.Ordinal).Select(id => new PooledPair(query.Id, id, query.Text, texts.Text(id))),
                pair => pair.DocumentId,
                int.MaxValue)),
        ];
    }

    /// <summary>The fifth of the pairs that a person checks.</summary>
    public static PooledPair[] ToCheck(PooledPair[] pairs) =>
        Sample.Draw(pairs, pair => $"{pair.QueryId}\t{pair.DocumentId}", Sample.Checked(pairs.Length));
}
