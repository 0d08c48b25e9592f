using System.Text;

namespace RerankKit.Remote;

/// <summary>Makes the response of a call out of its scores.</summary>
internal static class RemoteRanking
{
    /// <summary>Ranks by score; what has none follows in first-stage order.</summary>
    public static RerankResponse Create(RemoteCall call, ProviderDescription provider, RerankScoreKind kind, bool applySigmoid, RemotePrice? price, TimeSpan elapsed)
    {
        int count = call.Candidates.Count;
        int scored = call.Tally.Scored;
        bool[]? cutOff = call.IsCutShort ? call.CutOff() : null;
        RerankResult[] results = Rank(call, cutOff);
        int filled = Math.Min(scored, results.Length);
        for (int i = 0; i < filled && applySigmoid; i++)
        {
            results[i] = results[i] with { Score = 1 / (1 + Math.Exp(-results[i].Score)), RawScore = results[i].Score };
        }

        UsageDetails usage = Usage(call);
        return new(results)
        {
            ScoreKind = kind,
            ModelId = call.Tally.Model ?? call.Model,
            AbandonedCalls = call.Abandoned,
            Usage = usage,
            AdditionalProperties = price is null ? null : new() { [RemoteUsage.Cost] = Cost(usage, price) },
            Stages =
            [
                new(provider.Name, scored == 0 ? (call.IsCutShort ? "spent" : "not-scored") : filled == results.Length || scored == count ? "scored" : "cut")
                {
                    CandidatesIn = count,
                    CandidatesScored = scored,
                    Duration = elapsed,
                    Reason = Reason(call, cutOff?.Count(isCutOff => isCutOff) ?? 0, results.Length - filled),
                },
            ],
        };
    }

    private static RerankResult[] Rank(RemoteCall call, bool[]? cutOff)
    {
        var results = new RerankResult[call.Candidates.Count];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = RerankResult.Unscored(i, cutOff?[i] == true ? RerankPlacement.OverBudget : RerankPlacement.Unscored);
        }

        ReadOnlySpan<double> scores = call.Scores;
        for (int i = 0; i < scores.Length; i++)
        {
            int index = call.Plan.Positions[i];
            if (!double.IsNaN(scores[i]))
            {
                results[index] = new(index, scores[i]) { IsTruncated = call.Candidates[index].Text.Length > call.MaxDocumentCharacters };
            }
        }

        return RankedResults.Create(results, call.Candidates, call.TopN);
    }

    private static UsageDetails Usage(RemoteCall call)
    {
        ResponseTally tally = call.Tally;
        var counts = new AdditionalPropertiesDictionary<long> { [RemoteUsage.Requests] = call.Requests };
        if (tally.SearchUnits is double searchUnits)
        {
            counts[RemoteUsage.SearchUnits] = (long)Math.Ceiling(searchUnits);
        }

        if (tally.RerankUnits is double rerankUnits)
        {
            counts[RemoteUsage.RerankUnits] = (long)Math.Ceiling(rerankUnits);
        }

        return new()
        {
            InputTokenCount = (long?)tally.InputTokens,
            TotalTokenCount = (long?)(tally.TotalTokens ?? tally.InputTokens),
            AdditionalCounts = counts,
        };
    }

    private static decimal Cost(UsageDetails usage, RemotePrice price)
    {
        decimal units = 0;
        if (usage.AdditionalCounts!.TryGetValue(RemoteUsage.SearchUnits, out long searchUnits))
        {
            units += searchUnits;
        }

        if (usage.AdditionalCounts.TryGetValue(RemoteUsage.RerankUnits, out long rerankUnits))
        {
            units += rerankUnits;
        }

        return (usage.AdditionalCounts[RemoteUsage.Requests] * price.PerRequest)
            + ((usage.TotalTokenCount ?? usage.InputTokenCount ?? 0) * price.PerMillionTokens / 1_000_000)
            + (units * price.PerThousandUnits / 1000);
    }

    // Null when every request was answered at once and in order.
    private static string? Reason(RemoteCall call, int late, int unscored)
    {
        ResponseTally tally = call.Tally;
        if (unscored == 0 && call.Requests == 1 && (call.Retries | tally.Repeated | tally.OutOfRange | tally.NotFinite) == 0)
        {
            return null;
        }

        var text = new StringBuilder();
        Say(text, call.Requests, "requests", above: 1);
        Say(text, call.Retries, "sent again");
        Say(text, call.Plan.HeldBack, call.HeldBack == HeldBackDocuments.Empty ? "empty and not sent" : "blank and not sent");
        Say(text, late, "without an answer in time");
        Say(text, Math.Max(0, unscored - late - call.Plan.HeldBack - tally.NotFinite), "left out");
        Say(text, tally.Repeated, "repeated");
        Say(text, tally.OutOfRange, "out of range");
        Say(text, tally.NotFinite, "not finite");
        return text.Length == 0 ? null : text.ToString();
    }

    private static void Say(StringBuilder text, int count, string what, int above = 0)
    {
        if (count > above)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : ", ")}{count} {what}");
        }
    }
}
