namespace RerankKit.Cli.Reports;

/// <summary>Says when the ids of a run are hardly those of the judgements.</summary>
internal static class JudgedIds
{
    public static void Warn(Qrels qrels, Run run, int judgedDocuments, ToolConsole console)
    {
        if (judgedDocuments == 0)
        {
            string queryId = run.QueryIds.First(qrels.Contains);
            string found = Figures.Ids([.. run[queryId].Select(document => document.Id)]);
            string judged = Figures.Ids([.. qrels[queryId].Keys]);
            console.Warn($"none of the documents of {run.Name} is judged, so no metric can see them; for query '{queryId}' it holds {found}, judged are {judged}");
        }

        IReadOnlyList<IdVariant> variants = IdVariant.Find(qrels, run);
        if (variants.Count > 0)
        {
            string more = variants.Count > 1 ? $" ({variants.Count} such ids)" : "";
            console.Warn($"{run.Name}: {variants[0]}{more}");
        }
    }
}
