namespace RerankKit.Embedded;

/// <content>Where the table does not know the language.</content>
public sealed partial class EmbeddedReranker
{
    private string? Refusal(EmbeddedWorkspace workspace)
    {
        if (workspace.Query.Count == 0)
        {
            return "the query has no word that the table knows";
        }

        if (!_options.GuardLanguage || !_model.Table.IsEnglish)
        {
            return null;
        }

        if (workspace.Texts.Evidence(_model.Kinds).RefusalOfTexts() is { } refusal)
        {
            return refusal;
        }

        LanguageEvidence asked = default;
        Span<ushort> ids = workspace.Buffer.Count <= 512 ? stackalloc ushort[workspace.Buffer.Count] : new ushort[workspace.Buffer.Count];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = (ushort)workspace.Buffer.Ids[i];
        }

        asked.Add(ids, _model.Kinds);
        return asked.RefusalOfQuery();
    }

    private Task<RerankResponse> LeaveAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, string reason, StageTimer timer, CancellationToken cancellationToken)
    {
        for (int i = 0; i < candidates.Count; i++)
        {
            RerankCandidate candidate = candidates[i];
            if (!FirstStageOrder.TryGetScore(in candidate, out _))
            {
                return LeaveToLexicalAsync(query, candidates, options, reason, timer, cancellationToken);
            }
        }

        return Task.FromResult(FirstStageResponse.Create(candidates, RerankPlacement.Gated, options?.TopN, new(StageName, "first-stage")
        {
            CandidatesIn = candidates.Count,
            Duration = timer.Elapsed,
            Reason = $"{reason}; the first stage's order stands",
        }));
    }

    private async Task<RerankResponse> LeaveToLexicalAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, string reason, StageTimer timer, CancellationToken cancellationToken)
    {
        timer.Pause();
        _lexical ??= new(timeProvider: _timeProvider);
        RerankResponse response = await _lexical.RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false);
        timer.Resume();
        return response.WithStage(new(StageName, "lexical")
        {
            CandidatesIn = candidates.Count,
            CandidatesScored = candidates.Count,
            Duration = timer.Elapsed,
            Reason = $"{reason}; BM25 ranks, since not every candidate has a first-stage score",
        });
    }
}
