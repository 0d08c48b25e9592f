using RerankKit;
using RerankKit.Embedded;
using RerankKit.Evaluation;

namespace RegressionGateSample;

/// <summary>What the three test projects compare: the rankings of the last release, and those of this build.</summary>
public static class Rankings
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "RegressionGate");
    private static readonly BeirDataset Collection = BeirDataset.Load(Path.Combine(Folder, "Collection"));

    public static async Task<GatedRuns> CompareAsync()
    {
        Run lastRelease = RunFile.Read(Path.Combine(Folder, "last-release.run"), "last release");
        Run thisBuild = await RerankAsync(lastRelease);
        return new("help pages", Collection.Qrels, lastRelease, thisBuild, QueryClasses.Read(Path.Combine(Folder, "classes.tsv")));
    }

    // In an application this is its own search. Here a reranker takes the release's candidates.
    private static async Task<Run> RerankAsync(Run firstStage)
    {
        using var reranker = new EmbeddedReranker();
        IReadOnlyDictionary<string, BeirDocument> corpus = Collection.LoadCorpus();
        var run = new Run("this build");
        foreach (string queryId in firstStage.QueryIds)
        {
            RerankCandidate[] candidates = [.. firstStage[queryId].Select(document => new RerankCandidate(corpus[document.Id].TitleAndText) { Id = document.Id })];
            RerankResponse response = await reranker.RerankAsync(Collection.GetQuery(queryId).Text, candidates);
            run.AddRanking(queryId, response.Results.Select(result => candidates[result.Index].Id!));
        }

        return run;
    }
}
