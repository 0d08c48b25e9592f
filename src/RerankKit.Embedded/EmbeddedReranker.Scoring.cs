namespace RerankKit.Embedded;

/// <content>Reading, scoring, ordering.</content>
public sealed partial class EmbeddedReranker
{
    /// <summary>Standard scores stay far below it.</summary>
    private const double IdentifierWeight = 100;

    /// <summary>The length, in pieces, of the text that coverage takes for usual: a passage of some 100 words.</summary>
    private const double UsualLength = 120;

    private bool Read(EmbeddedWorkspace workspace, string query, IReadOnlyList<RerankCandidate> candidates, int? maxLength, CancellationToken cancellationToken)
    {
        _model.Tokenizer.Encode(query, workspace.Buffer);
        workspace.Query.Read(workspace.Buffer.Ids, _model);
        QueryIdentifiers.Read(query, workspace.Identifiers);
        workspace.Texts.Reset(_model.Table);
        for (int i = 0; i < candidates.Count; i++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return false;
            }

            workspace.Texts.Read(candidates[i].Text, _model, _cache, maxLength ?? int.MaxValue);
        }

        return true;
    }

    private RerankResponse Rank(EmbeddedWorkspace workspace, IReadOnlyList<RerankCandidate> candidates, int? topN, StageTimer timer)
    {
        int count = candidates.Count;
        (Memory<double> scores, Memory<double> spare, Memory<int> order) = workspace.Rent(count);
        workspace.Texts.CountPieces(_model.Table);
        bool hasFirstStage = Score(workspace, candidates, scores.Span, spare.Span, order.Span);
        StableOrder.Descending(scores.Span, order.Span);
        var results = new RerankResult[Math.Min(count, topN ?? int.MaxValue)];
        for (int rank = 0; rank < results.Length; rank++)
        {
            int index = order.Span[rank];
            results[rank] = new(index, scores.Span[index])
            {
                TokenCount = workspace.Buffer.Count + workspace.Texts.Tokens(index).Length,
                IsTruncated = workspace.Texts.IsTruncated(index),
            };
        }

        return new(results)
        {
            ScoreKind = _metadata.ScoreKind,
            ModelId = _modelId,
            Stages =
            [
                new(StageName, "scored")
                {
                    CandidatesIn = count,
                    CandidatesScored = count,
                    Duration = timer.Elapsed,
                    Reason = hasFirstStage ? null : "no candidate has a first-stage score; words and meaning alone rank",
                },
            ],
        };
    }

    /// <summary>Scores the candidates; answers whether any has a first-stage score that counts.</summary>
    private bool Score(EmbeddedWorkspace workspace, IReadOnlyList<RerankCandidate> candidates, Span<double> scores, Span<double> spare, Span<int> order)
    {
        if (_options.Scores == EmbeddedScores.Blended)
        {
            return ScoreBlended(workspace, candidates, scores, spare, order);
        }

        workspace.Parts.Score(workspace.Query, workspace.Texts, _model, UsualLength);
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = workspace.Parts.Words[i] / workspace.Query.TotalWeight;
        }

        return true;
    }

    private bool ScoreBlended(EmbeddedWorkspace workspace, IReadOnlyList<RerankCandidate> candidates, Span<double> scores, Span<double> first, Span<int> order)
    {
        EmbeddedParts parts = workspace.Parts;
        parts.Score(workspace.Query, workspace.Texts, _model, meanLength: null);
        bool hasFirstStage = FirstStage(candidates, first);
        scores.Clear();
        StandardScores.Add(first, _options.FirstStageWeight, scores);
        StandardScores.Add(parts.Words, _options.WordsWeight, scores);
        StandardScores.Add(parts.Meaning, _options.MeaningWeight, scores);
        StandardScores.Add(parts.Lead, _options.LeadWeight, scores);
        AddIdentifiers(workspace.Identifiers, candidates, scores);
        if (_options.FeedbackWeight > 0)
        {
            StableOrder.Descending(scores, order);
            ReadOnlySpan<int> best = order[..Math.Min(EmbeddedParts.FeedbackTexts, order.Length)];
            parts.ScoreFeedback(best, workspace.Texts);
            parts.ScoreTopic(best);
            StandardScores.Add(parts.Feedback, _options.FeedbackWeight, scores);
            StandardScores.Add(parts.Topic, _options.FeedbackWeight, scores);
        }

        return hasFirstStage || _options.FirstStageWeight == 0;
    }

    /// <summary>The first stage's scores; NaN where there is none, which then neither gains nor loses.</summary>
    internal static bool FirstStage(IReadOnlyList<RerankCandidate> candidates, Span<double> scores)
    {
        bool hasAny = false;
        for (int i = 0; i < scores.Length; i++)
        {
            RerankCandidate candidate = candidates[i];
            bool has = FirstStageOrder.TryGetScore(in candidate, out double score);
            scores[i] = has ? score : double.NaN;
            hasAny |= has;
        }

        return hasAny;
    }

    /// <summary>Adds what the query's identifiers count.</summary>
    internal static void AddIdentifiers(List<string> identifiers, IReadOnlyList<RerankCandidate> candidates, Span<double> scores)
    {
        for (int i = 0; identifiers.Count > 0 && i < scores.Length; i++)
        {
            scores[i] += IdentifierWeight * QueryIdentifiers.Count(candidates[i].Text, identifiers) / identifiers.Count;
        }
    }
}
