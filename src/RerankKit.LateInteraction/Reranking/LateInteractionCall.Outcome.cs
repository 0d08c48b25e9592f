using Microsoft.Extensions.AI;

namespace RerankKit.LateInteraction;

/// <content>What came of it.</content>
internal sealed partial class LateInteractionCall
{
    public void SetScore(int index, double score) => _documents[index].Score = score;

    /// <summary>Ranks by score; what has none follows in first-stage order.</summary>
    public RerankResponse Respond(int? topN, string? modelId, IReadOnlyList<RerankStage> stages)
    {
        var results = new RerankResult[_documents.Length];
        for (int i = 0; i < results.Length; i++)
        {
            ref readonly Document document = ref _documents[i];
            RerankPlacement missing = document.State == DocumentState.Waiting && Query?.Count != 0 ? RerankPlacement.OverBudget : RerankPlacement.Unscored;
            RerankResult result = double.IsFinite(document.Score) ? new(i, document.Score) : RerankResult.Unscored(i, missing);
            results[i] = result with { TokenCount = Query?.TokenCount + document.TokenCount, IsTruncated = document.IsTruncated };
        }

        return new(RankedResults.Create(results, Candidates, topN))
        {
            ScoreKind = RerankScoreKind.Similarity,
            ModelId = modelId,
            Usage = Usage,
            Stages = stages,
            QueryTruncation = QueryTruncation,
        };
    }

    /// <summary>What the encoder's calls used: as they say, or the tokens that it read; null when nobody says.</summary>
    private UsageDetails? Usage => _usage
        ?? (Query?.TokenCount + _documentTokens is long tokens ? new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens } : null);

    /// <summary>Counts what an answer of the encoder used, where the answer says so.</summary>
    public void Count(IReadOnlyList<TokenVectors> answer)
    {
        if (answer is MeteredTokenVectors { Usage: { } used })
        {
            (_usage ??= new()).Add(used);
        }
    }

    /// <summary>How much of the query was read, where it was cut.</summary>
    private QueryTruncation? QueryTruncation => Query?.IsTruncated == true ? new() { TokensRead = Query.TokenCount } : null;

    /// <summary>What the call came to.</summary>
    public RerankStage Describe(string stage)
    {
        int scored = 0;
        int waiting = 0;
        int notFinite = 0;
        int truncated = 0;
        foreach (ref readonly Document document in _documents.AsSpan())
        {
            scored += double.IsFinite(document.Score) ? 1 : 0;
            waiting += document.State == DocumentState.Waiting ? 1 : 0;
            notFinite += document.State == DocumentState.NotFinite ? 1 : 0;
            truncated += document.IsTruncated ? 1 : 0;
        }

        int empty = _documents.Length - scored - waiting - notFinite;
        bool isEmptyQuery = Query?.Count == 0;
        return new(stage, isEmptyQuery ? "no-query-vectors" : scored == _documents.Length ? "scored" : scored == 0 ? "not-scored" : "cut")
        {
            CandidatesIn = _documents.Length,
            CandidatesScored = scored,
            Reasons = Reasons(isEmptyQuery, notFinite, waiting, empty, truncated),
        };
    }

    private string[] Reasons(bool isEmptyQuery, int notFinite, int waiting, int empty, int truncated)
    {
        string?[] reasons =
        [
            isEmptyQuery ? "Nothing of the query takes part in scoring." : null,
            notFinite == 0 ? null : Invariant($"For {notFinite} documents the encoder returned a number that is not finite."),
            waiting == 0 || isEmptyQuery ? null : Invariant($"There was no time for {waiting} of {_documents.Length} documents."),
            empty == 0 || isEmptyQuery ? null : Invariant($"Of {empty} documents nothing takes part in scoring."),
            truncated == 0 ? null : Invariant($"{truncated} documents were cut to fit the encoder."),
            QueryTruncation?.ToString(),
        ];
        return [.. reasons.OfType<string>()];
    }
}
