using System.Buffers;
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
        var results = new RerankResult[Math.Min(count, call.TopN ?? int.MaxValue)];
        bool[]? cutOff = call.IsCutShort ? call.CutOff() : null;
        int filled = RankScored(call, applySigmoid, results);
        if (filled < results.Length)
        {
            AppendUnscored(call, cutOff, results.AsSpan(filled));
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

    private static int RankScored(RemoteCall call, bool applySigmoid, Span<RerankResult> results)
    {
        ReadOnlySpan<double> all = call.Scores;
        ReadOnlySpan<int> positions = call.Plan.Positions;
        int scored = call.Tally.Scored;
        double[] scores = ArrayPool<double>.Shared.Rent(Math.Max(scored, 1));
        int[] buffer = ArrayPool<int>.Shared.Rent(Math.Max(2 * scored, 1));
        Span<int> indices = buffer.AsSpan(0, scored);
        Span<int> order = buffer.AsSpan(scored, scored);
        int next = 0;
        for (int i = 0; i < all.Length; i++)
        {
            if (!double.IsNaN(all[i]))
            {
                scores[next] = all[i];
                indices[next++] = positions[i];
            }
        }

        StableOrder.Descending(scores.AsSpan(0, scored), order);
        int filled = Math.Min(scored, results.Length);
        for (int rank = 0; rank < filled; rank++)
        {
            int index = indices[order[rank]];
            double score = scores[order[rank]];
            var result = new RerankResult(index, applySigmoid ? 1 / (1 + Math.Exp(-score)) : score)
            {
                IsTruncated = call.Candidates[index].Text.Length > call.MaxDocumentCharacters,
            };
            results[rank] = applySigmoid ? result with { RawScore = score } : result;
        }

        ArrayPool<double>.Shared.Return(scores);
        ArrayPool<int>.Shared.Return(buffer);
        return filled;
    }

    private static void AppendUnscored(RemoteCall call, bool[]? cutOff, Span<RerankResult> results)
    {
        bool[] scored = new bool[call.Candidates.Count];
        ReadOnlySpan<double> scores = call.Scores;
        for (int i = 0; i < scores.Length; i++)
        {
            scored[call.Plan.Positions[i]] = !double.IsNaN(scores[i]);
        }

        int[]? order = FirstStageOrder.Of(call.Candidates);
        int next = 0;
        for (int rank = 0; rank < scored.Length && next < results.Length; rank++)
        {
            int index = order is null ? rank : order[rank];
            if (!scored[index])
            {
                results[next++] = RerankResult.Unscored(index, cutOff?[index] == true ? RerankPlacement.OverBudget : RerankPlacement.Unscored);
            }
        }
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
