namespace RerankKit.Tests.Lexical;

/// <summary>Scores against the BM25 runs that another implementation made of real collections in five scripts.</summary>
public class LexicalCollectionTests
{
    // The runs print six decimals.
    private const double PrintedPrecision = 5.1e-7;

    [TestCase("cranfield")]
    [TestCase("cisi")]
    [TestCase("nfcorpus")]
    [TestCase("xquad-zh")]
    [TestCase("xquad-ru")]
    [TestCase("xquad-ar")]
    [TestCase("xquad-de")]
    [TestCase("xquad-en")]
    public async Task ScoresAndOrderAreThoseOfTheRun(string name)
    {
        var collection = SharedCollection.ReadOrIgnore(name);
        var statistics = LexicalCorpusStatistics.Build(collection.Documents.Values, new() { FoldAccents = false, KeepIdentifiers = false });
        using var reranker = new LexicalReranker(new() { K1 = 0.9, B = 0.4, Statistics = statistics });
        foreach ((string query, List<(string Id, double Score)> lines) in collection.Run)
        {
            RerankCandidate[] candidates = [.. lines.Select(line => new RerankCandidate(collection.Documents[line.Id]))];
            RerankResponse response = await reranker.RerankAsync(collection.Queries[query], candidates);
            for (int rank = 0; rank < lines.Count; rank++)
            {
                RerankResult result = response.Results[rank];
                if (Math.Abs(result.Score - lines[result.Index].Score) > PrintedPrecision
                    || (result.Index != rank && Math.Abs(lines[result.Index].Score - lines[rank].Score) > PrintedPrecision))
                {
                    Assert.Fail($"query {query}, rank {rank}: {lines[result.Index].Id} has {result.Score}, in the run {lines[result.Index].Score}");
                }
            }
        }
    }

    [TestCase("cranfield")]
    [TestCase("xquad-zh")]
    public async Task EveryDocumentWithAScoreIsInTheRunOrBelowIt(string name)
    {
        var collection = SharedCollection.ReadOrIgnore(name);
        var statistics = LexicalCorpusStatistics.Build(collection.Documents.Values, new() { FoldAccents = false, KeepIdentifiers = false });
        using var reranker = new LexicalReranker(new() { Statistics = statistics });
        string[] ids = [.. collection.Documents.Keys];
        RerankCandidate[] candidates = [.. ids.Select(id => new RerankCandidate(collection.Documents[id]))];
        foreach ((string query, string text) in collection.Queries.Take(40))
        {
            List<(string Id, double Score)> lines = collection.Run.GetValueOrDefault(query, []);
            RerankResponse response = await reranker.RerankAsync(text, candidates, new() { TopN = 100 });
            double[] scores = [.. response.Results.Where(result => result.Score > 0).Select(result => result.Score)];
            Assert.That(scores, Is.EqualTo(lines.Select(line => line.Score)).Within(PrintedPrecision), query);
        }
    }
}
