using System.Globalization;
using RerankKit.Cli.Files;
using RerankKit.Cli.Reports;
using RerankKit.Evaluation;
using Spectre.Console;

namespace RerankKit.Cli.Reranking;

/// <summary>Reranks a run over a collection and says how it goes.</summary>
internal sealed class DatasetReranking(BeirDataset dataset, RunReranking reranking, ToolConsole console)
{
    public async Task<Run> RunAsync(Run run, string name, CancellationToken cancellationToken)
    {
        Dictionary<string, string> queries = dataset.Queries.ToDictionary(query => query.Id, query => query.Text, StringComparer.Ordinal);
        var documentIds = run.QueryIds.SelectMany(queryId => run[queryId]).Select(document => document.Id).ToHashSet(StringComparer.Ordinal);
        IReadOnlyDictionary<string, BeirDocument> corpus = dataset.LoadCorpus(documentIds);
        var reranked = new Run(name);
        var queriesWithoutText = new List<string>();
        long start = console.TimeProvider.GetTimestamp();
        await WithProgressAsync(run.QueryIds.Count, async step =>
        {
            foreach (string queryId in run.QueryIds)
            {
                cancellationToken.ThrowIfCancellationRequested();
                string? query = queries.GetValueOrDefault(queryId);
                query = string.IsNullOrWhiteSpace(query) ? null : query;
                if (query is null)
                {
                    queriesWithoutText.Add(queryId);
                }

                reranked.Add(queryId, await reranking.RerankAsync(query, run.GetRanking(queryId), corpus, cancellationToken));
                step();
            }
        });
        Report(run, queriesWithoutText, name, console.TimeProvider.GetElapsedTime(start));
        return reranked;
    }

    private async Task WithProgressAsync(int queries, Func<Action, Task> work)
    {
        if (console.Progress is null)
        {
            await work(static () => { });
            return;
        }

        await console.Progress
            .Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask("Reranking", maxValue: queries);
                await work(() => task.Increment(1));
            });
    }

    private void Report(Run run, List<string> queriesWithoutText, string name, TimeSpan elapsed)
    {
        if (queriesWithoutText.Count > 0)
        {
            string queries = Figures.Count(queriesWithoutText.Count, "query", "queries");
            console.Warn($"{dataset.Name} has no text for {queries} of {run.Name}, left in the run's order: {Figures.Ids(queriesWithoutText)}");
        }

        if (reranking.MissingDocumentIds.Count > 0)
        {
            string documents = Figures.Count(reranking.MissingDocumentIds.Count, "document", "documents");
            console.Warn($"the corpus of {dataset.Name} lacks {documents} of {run.Name}, left unscored behind the scored ones: {Figures.Ids(reranking.MissingDocumentIds)}");
        }

        string allQueries = Figures.Count(run.QueryIds.Count, "query", "queries");
        string allDocuments = Figures.Count(reranking.CandidateCount, "document", "documents");
        console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Reranked {allQueries}, {allDocuments} with {name} in {elapsed.TotalSeconds:0.00} s"));
        reranking.Usage.Report(console);
        InputFiles.WarnOfReplaced(dataset, console);
    }
}
