using System.Diagnostics;
using RerankKit;
using RerankKit.Evaluation;
using RerankKit.Models;
using SearchWeb.Retrieval;

namespace SearchWeb.Searching;

/// <summary>Retrieves, reranks, and says of every passage where it stands and why.</summary>
internal sealed class Searcher(Collection collection, HybridRetriever retriever, VectorIndex vectors, Rerankers rerankers)
{
    public async Task<SearchAnswer> SearchAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        (string query, SearchSettings settings) = request;
        long start = Stopwatch.GetTimestamp();
        FirstStage found = await retriever.RetrieveAsync(query, cancellationToken);
        TimeSpan retrieving = Stopwatch.GetElapsedTime(start);

        start = Stopwatch.GetTimestamp();
        RerankResponse? response = settings.Reranker == SearchSettings.NoReranker ? null : await rerankers.RerankAsync(query, found.Candidates, settings, cancellationToken);
        TimeSpan reranking = response is null ? TimeSpan.Zero : Stopwatch.GetElapsedTime(start);
        return new(
            collection.IsJudged(query),
            Documents(query, found, Places(found.Candidates.Length, settings, response)),
            [.. found.Steps.Select(step => new SearchStage(step.Name, $"found {step.Found}", step.Found, null, step.Duration.TotalMilliseconds, []))],
            [.. (response?.Stages ?? []).Select(stage => new SearchStage(stage.Name, stage.Decision, stage.CandidatesIn, stage.CandidatesScored, stage.Duration.TotalMilliseconds, stage.Reasons))],
            response?.ScoreKind.ToString(),
            retrieving.TotalMilliseconds,
            reranking.TotalMilliseconds,
            vectors.IsWhole ? null : FormattableString.Invariant($"{vectors.Embedded} of {vectors.Count} passages have their vector so far; the others are found by their words alone."));
    }

    private static FinalPlace[] Places(int count, SearchSettings settings, RerankResponse? response)
    {
        if (response is null)
        {
            return [.. Enumerable.Range(1, count).Select(rank => new FinalPlace(rank, null, null, "FirstStage", "No reranker is on: the first stage's order.", null))];
        }

        var places = new FinalPlace[count];
        IReadOnlyList<PassageWindow>? windows = response.GetPassageWindows();
        foreach ((int rank, RerankResult result) in response.Results.Index())
        {
            PassageWindow? window = result.IsScored && windows is not null ? windows.FirstOrDefault(one => one.Index == result.Index) : null;
            places[result.Index] = new(
                rank + 1,
                result.IsScored ? result.Score : null,
                result.IsScored ? result.RawScore : null,
                result.Placement.ToString(),
                PlacementWords.Of(result, settings, response),
                window is { Windows: > 1 } won ? new(won.Start, won.End, won.Window + 1, won.Windows) : null);
        }

        return places;
    }

    private FoundDocument[] Documents(string query, FirstStage found, FinalPlace[] places)
    {
        var documents = new FoundDocument[places.Length];
        for (int i = 0; i < documents.Length; i++)
        {
            var document = (BeirDocument)found.Candidates[i].Item!;
            documents[i] = new(
                document.Id,
                found.Candidates[i].Text,
                document.Title.Length,
                collection.GradeOf(query, document.Id),
                new(i + 1, found.Candidates[i].Score.GetValueOrDefault()),
                [.. found.Fused[i].Sources.Select(source => new SourcePlace(source.ListName, source.Rank, source.Score))],
                places[i]);
        }

        return documents;
    }
}
