using RerankKit;
using RerankKit.Evaluation;

namespace Quickstart;

/// <summary>BM25 over the whole collection: finds what shares the query's words.</summary>
internal sealed class Bm25FirstStage(IReadOnlyList<RerankCandidate> corpus, LexicalReranker bm25) : IFirstStage
{
    public string Name => "bm25";

    public async Task<IReadOnlyList<RerankCandidate>> RetrieveAsync(BeirQuery query, int depth)
    {
        RerankResponse response = await bm25.RerankAsync(query.Text, corpus, new() { TopN = depth });
        return [.. response.Results.Where(result => result.Score > 0).Select(result => corpus[result.Index] with { Score = result.Score })];
    }
}
