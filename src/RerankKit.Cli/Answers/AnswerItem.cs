namespace RerankKit.Cli.Answers;

/// <summary>A question with the passages that either run has for it.</summary>
/// <param name="QueryId">The query.</param>
/// <param name="Question">Its text.</param>
/// <param name="Before">The passages of the run before, best first.</param>
/// <param name="After">Those of the run after.</param>
/// <param name="Reference">The right answer, where there is one.</param>
/// <param name="IsRepeated">Whether the judge is asked twice, and a person where one checks: every fifth.</param>
internal sealed record AnswerItem(string QueryId, string Question, string[] Before, string[] After, string? Reference, bool IsRepeated)
{
    /// <summary>Draws questions that both runs answer: by a hash of their ids, so that more questions hold the fewer ones.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static AnswerItem[] Draw(BeirDataset dataset, Run[] runs, IReadOnlyDictionary<string, string>? references, int depth, int count, ToolConsole console)
    {
        BeirQuery[] all = [.. dataset.Queries.Where(query => runs[0].Contains(query.Id) && runs[1].Contains(query.Id) && !string.IsNullOrWhiteSpace(query.Text))];
        BeirQuery[] known = [.. all.Where(query => references?.ContainsKey(query.Id) != false)];
        if (known.Length == 0)
        {
            throw new InputException(all.Length == 0
                ? $"No query of {dataset.Name} is in both runs. Give runs that were made from this collection."
                : $"None of the queries in both runs has a reference, for example '{all[0].Id}'. Look at the ids of --references.");
        }

        if (known.Length < all.Length)
        {
            console.Warn($"{Figures.Count(all.Length - known.Length, "query has", "queries have")} no reference, left out");
        }

        BeirQuery[] queries = Sample.Draw(known, query => query.Id, count);
        int repeated = Sample.Checked(queries.Length);
        SampledTexts texts = SampledTexts.Load(dataset, queries, runs, depth, console);
        return [.. queries.Select((query, i) => new AnswerItem(query.Id, query.Text, texts.Passages(runs[0], query.Id), texts.Passages(runs[1], query.Id), references?[query.Id], i < repeated))];
    }
}
