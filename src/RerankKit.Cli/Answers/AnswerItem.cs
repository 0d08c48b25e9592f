using System.IO.Hashing;
using System.Text;
using RerankKit.Cli.Reports;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Answers;

/// <summary>A question with the passages that either run has for it.</summary>
internal sealed record AnswerItem(string QueryId, string Question, string[] Before, string[] After, string? Reference)
{
    /// <summary>Draws questions that both runs answer: by a hash of their ids, so that more questions hold the fewer ones.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static AnswerItem[] Draw(BeirDataset dataset, Run[] runs, IReadOnlyDictionary<string, string>? references, int depth, int count, ToolConsole console)
    {
        BeirQuery[] all = [.. dataset.Queries.Where(query => runs[0].Contains(query.Id) && runs[1].Contains(query.Id) && !string.IsNullOrWhiteSpace(query.Text))];
        BeirQuery[] queries = [.. all.Where(query => references?.ContainsKey(query.Id) != false).OrderBy(query => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(query.Id))).Take(count)];
        if (queries.Length == 0)
        {
            throw new InputException(all.Length == 0
                ? $"No query of {dataset.Name} is in both runs. Check that they belong to this collection."
                : $"None of the queries in both runs has a reference, for example '{all[0].Id}'. Check the ids of --references.");
        }

        if (references is not null && all.Count(query => !references.ContainsKey(query.Id)) is > 0 and var without)
        {
            console.Warn($"{Figures.Count(without, "question has", "questions have")} no reference, left out");
        }

        HashSet<string> ids = [.. queries.SelectMany(query => runs.SelectMany(run => Top(run, query.Id, depth)))];
        IReadOnlyDictionary<string, BeirDocument> corpus = dataset.LoadCorpus(ids);
        if (ids.FirstOrDefault(id => !corpus.ContainsKey(id)) is { } missing)
        {
            console.Warn($"{Figures.Count(ids.Count - corpus.Count, "document of the runs is", "documents of the runs are")} not in {dataset.Name}, passed over: '{missing}'");
        }

        string[] passages(Run run, string queryId) => [.. Top(run, queryId, depth).Where(corpus.ContainsKey).Select(id => corpus[id].TitleAndText)];
        return [.. queries.Select(query => new AnswerItem(query.Id, query.Text, passages(runs[0], query.Id), passages(runs[1], query.Id), references?[query.Id]))];
    }

    private static IEnumerable<string> Top(Run run, string queryId, int depth) => run[queryId].Take(depth).Select(document => document.Id);
}
