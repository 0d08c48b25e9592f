using System.Globalization;
using RerankKit;
using RerankKit.Evaluation;

namespace Rag;

/// <summary>The first stage: BM25 over a whole collection.</summary>
internal sealed class Retriever : IDisposable
{
    private readonly RerankCandidate[] _corpus;
    private readonly LexicalReranker _bm25;

    public Retriever(BeirDataset collection)
    {
        _corpus = [.. collection.ReadCorpus().Select(document => new RerankCandidate(document.TitleAndText) { Id = document.Id, Item = document })];
        _bm25 = new(new() { Statistics = LexicalCorpusStatistics.Build(_corpus.Select(passage => passage.Text)) });
    }

    /// <summary>The date of a passage's page: old ones stay online with old numbers.</summary>
    public static DateTimeOffset? Date(RerankCandidate passage) =>
        passage.Item is BeirDocument document && document.Metadata.TryGetValue("date", out string? date)
            ? DateTimeOffset.Parse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : null;

    /// <summary>The passages that share words with the question, the best first.</summary>
    public async Task<IReadOnlyList<RerankCandidate>> FindAsync(string question, int depth)
    {
        RerankResponse response = await _bm25.RerankAsync(question, _corpus, new() { TopN = depth });
        return [.. response.Results.Where(result => result.Score > 0).Select(result => _corpus[result.Index] with { Score = result.Score })];
    }

    public void Dispose() => _bm25.Dispose();
}
