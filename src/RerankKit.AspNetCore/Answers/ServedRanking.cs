using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace RerankKit.AspNetCore;

/// <summary>A response as clients are told it: every number finite and in the order of the ranking, and what was cut or not scored said.</summary>
internal sealed class ServedRanking
{
    private readonly RerankResponse _response;
    private readonly bool _isRaw;
    private readonly double _rest;

    /// <exception cref="RerankProblem">Logits are wanted, and the reranker has none.</exception>
    public ServedRanking(RerankResponse response, bool isRaw, string rawMember)
    {
        (_response, _isRaw) = (response, isRaw);
        double last = double.NaN;
        foreach (RerankResult result in response.Results)
        {
            if (result.IsScored)
            {
                Scored++;
                Truncated += result.IsTruncated ? 1 : 0;
                if (isRaw && response.ScoreKind != RerankScoreKind.Logit && !(response.ScoreKind == RerankScoreKind.Probability && result.RawScore is not null))
                {
                    throw new RerankProblem(ProblemKind.Invalid, $"'{rawMember}' asks for logits, which this reranker does not give: its scores are of the kind {response.ScoreKind}.", rawMember);
                }

                last = Score(result);
            }
        }

        // What has no score stands behind what has one, also for a client that sorts again and keeps the order of what is equal.
        _rest = double.IsNaN(last) ? 0 : IsProbability ? 0 : Math.Min(last - 1, 0);
    }

    public int Scored { get; }

    public int Truncated { get; }

    public long? Tokens => _response.Usage?.InputTokenCount ?? _response.Usage?.TotalTokenCount;

    // Logits become what the services answer with.
    private bool IsProbability => _response.ScoreKind == RerankScoreKind.Probability || (_response.ScoreKind == RerankScoreKind.Logit && !_isRaw);

    private bool IsWholeOrder => _response.ScoreKind is RerankScoreKind.FirstStage or RerankScoreKind.RankOnly;

    public double ScoreOf(in RerankResult result) => result.IsScored ? Score(in result) : IsWholeOrder ? result.Score : _rest;

    /// <summary>What a caller should know of the ranking; null for nothing.</summary>
    public IReadOnlyList<string>? Warnings()
    {
        List<string>? warnings = null;
        if (_response.Results.Count > Scored)
        {
            string reason = string.Join(", ", _response.Results.Where(result => !result.IsScored).CountBy(result => result.Placement)
                .Select(group => Invariant($"{group.Value} {group.Key}")));
            (warnings ??= []).Add($"Not every document was scored ({reason}); those that were not follow in the order of the request.");
        }

        if (Truncated > 0)
        {
            (warnings ??= []).Add(Invariant($"{Truncated} of {_response.Results.Count} documents were cut to fit the model."));
        }

        if (_response.QueryTruncation is { } cut)
        {
            (warnings ??= []).Add(cut.ToString());
        }

        return warnings;
    }

    /// <summary>The same for dialects whose bodies have no place for it.</summary>
    public void WriteHeaders(IHeaderDictionary headers)
    {
        if (_response.Results.Count > Scored)
        {
            headers["RerankKit-Unscored"] = (_response.Results.Count - Scored).ToString(CultureInfo.InvariantCulture);
        }

        if (Truncated > 0 || _response.IsQueryTruncated)
        {
            headers["RerankKit-Truncated"] = Truncated.ToString(CultureInfo.InvariantCulture);
        }
    }

    private double Score(in RerankResult result) => (_response.ScoreKind, _isRaw) switch
    {
        (RerankScoreKind.Logit, false) => 1 / (1 + Math.Exp(-result.Score)),
        (RerankScoreKind.Probability, true) => result.RawScore.GetValueOrDefault(result.Score),
        _ => result.Score,
    };
}
