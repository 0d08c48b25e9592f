namespace RerankKit;

/// <summary>Has passages scored together with their title, section, source or neighbouring text; very short ones mean too little by themselves.</summary>
/// <remarks>
/// Only the text that goes inward changes: results point into the caller's candidates, whose ids, scores and items the stages further in see too. A cache belongs inside, where
/// its keys are of the texts that were scored; one that stands outside passes such calls by. <see cref="DocumentContextComposer"/> says how texts are put together.
/// </remarks>
/// <param name="innerReranker">The reranker that scores.</param>
/// <param name="options">The context, and which passages get it. Later changes have no effect.</param>
/// <param name="timeProvider">Measures the stage's time; null for the system's clock.</param>
/// <exception cref="ArgumentException">The options have neither <see cref="DocumentContextOptions.Context"/> nor <see cref="DocumentContextOptions.Template"/>, or both.</exception>
public sealed class DocumentContextReranker(
    IReranker innerReranker, DocumentContextOptions options, TimeProvider? timeProvider = null)
    : DelegatingReranker(innerReranker)
{
    private const string StageName = "document-context";
    private readonly DocumentContextComposer _composer = new(options);
    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;

    /// <inheritdoc/>
    /// <remarks>The metadata says that scores depend on more than the candidates' texts.</remarks>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        base.GetService(serviceType, serviceKey) is var service && service is RerankerMetadata metadata
            ? new RerankerMetadata(metadata) { ReadsMoreThanText = true }
            : service;

    /// <inheritdoc/>
    protected override async Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        RerankArguments.CheckTexts(candidates);
        var timer = StageTimer.Start(_timeProvider);
        var composed = new RerankCandidate[candidates.Count];
        var counts = new ContextCounts();
        for (int i = 0; i < composed.Length; i++)
        {
            composed[i] = _composer.Compose(candidates[i], out ContextOutcome outcome);
            counts.Add(outcome);
        }

        timer.Pause();
        RerankResponse response = await InnerReranker.RerankAsync(query, composed, options, cancellationToken).ConfigureAwait(false);
        timer.Resume();
        return response.WithStage(new(StageName, counts.Given > 0 ? "added" : "none")
        {
            CandidatesIn = candidates.Count,
            CandidatesScored = response.CountScored(),
            Duration = timer.Elapsed,
            Reasons = counts.Describe(),
        });
    }
}
