using RerankKit;
using RerankKit.Authoring;

namespace Acme.Reranking;

/// <summary>Shows the rerankers further in the beginning of each text alone.</summary>
public sealed class TextLimitReranker(IReranker innerReranker, int maxCharacters, TimeProvider timeProvider) : DelegatingReranker(innerReranker)
{
    protected override async Task<RerankResponse> RerankCoreAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        var timer = StageTimer.Start(timeProvider);
        bool[] isCut = [.. candidates.Select(candidate => candidate.Text?.Length > maxCharacters)];
        RerankCandidate[] shortened = [.. candidates.Select((candidate, i) => isCut[i] ? candidate with { Text = candidate.Text[..maxCharacters] } : candidate)];
        timer.Pause();
        RerankResponse response = await InnerReranker.RerankAsync(query, shortened, options, cancellationToken).ConfigureAwait(false);
        timer.Resume();
        RerankResult[] results = [.. response.Results.Select(result => isCut[result.Index] ? result with { IsTruncated = true } : result)];
        int count = isCut.Count(cut => cut);
        return response.WithStage(results, new("acme-text-limit", count == 0 ? "passed" : "cut")
        {
            CandidatesIn = candidates.Count,
            CandidatesScored = response.CountScored(),
            Duration = timer.Elapsed,
            Reason = count == 0 ? null : $"{count} texts were cut to {maxCharacters} characters.",
        });
    }
}
