using System.Text.Json;
using RerankKit.Cli.Reports;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Online;

/// <summary>Online evidence for machines.</summary>
internal static class OnlineJson
{
    public static void Write(Utf8JsonWriter json, OnlineEvidence evidence)
    {
        json.WriteStartObject();
        json.WriteNumber("calls", evidence.Rankings.Count);
        json.WriteStartObject("lift");
        json.WriteString("before", evidence.Lift.Before);
        json.WriteString("after", evidence.Lift.After);
        json.WriteNumberOrNull("balanced", evidence.Lift.Balanced);
        Write(json, "servedBefore", evidence.Lift.ServedBefore);
        Write(json, "servedAfter", evidence.Lift.ServedAfter);
        Write(json, "all", evidence.Lift.All);
        json.WriteEndObject();
        InterleavingComparison interleaving = evidence.Interleaving;
        json.WriteStartObject("interleaving");
        json.WriteNumber("requests", interleaving.Requests);
        json.WriteNumber("winsBefore", interleaving.WinsOfA);
        json.WriteNumber("winsAfter", interleaving.WinsOfB);
        json.WriteNumber("ties", interleaving.Ties);
        json.WriteNumber("preferenceForAfter", interleaving.PreferenceForB);
        json.WriteNumber("p", interleaving.PValue);
        json.WriteEndObject();
        if (evidence.Drift is { } drift)
        {
            json.WriteStartObject("drift");
            Write(json, "best", drift.Best);
            Write(json, "all", drift.All);
            json.WriteEndObject();
        }

        json.WritePropertyName("service");
        Write(json, evidence.Whole);
        json.WriteStartArray("windows");
        foreach (ServiceWindow window in evidence.Windows)
        {
            Write(json, window);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, LiftGroup? group)
    {
        if (group is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("requests", group.Requests);
        json.WriteNumber("clicks", group.Clicks);
        json.WriteNumber("rankBefore", group.RankBefore);
        json.WriteNumber("rankAfter", group.RankAfter);
        json.WriteNumber("improvement", group.RankImprovement);
        Write(json, "interval", group.Interval);
        json.WriteNumber("p", group.PValue);
        json.WriteNumber("reciprocalRankImprovement", group.ReciprocalRankImprovement);
        Write(json, "reciprocalRankInterval", group.ReciprocalRankInterval);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ConfidenceInterval interval)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(interval.Low);
        json.WriteNumberValue(interval.High);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, ScoreDriftFigures figures)
    {
        json.WriteStartObject(name);
        json.WriteNumber("reference", figures.Reference);
        json.WriteNumber("current", figures.Current);
        json.WriteNumber("psi", figures.Index);
        json.WriteNumber("ks", figures.Distance);
        json.WriteNumber("p", figures.PValue);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ServiceWindow window)
    {
        json.WriteStartObject();
        json.WriteString("start", window.Start);
        json.WriteNumber("calls", window.Calls);
        json.WriteNumberOrNull("p50Ms", window.P50?.TotalMilliseconds);
        json.WriteNumberOrNull("p99Ms", window.P99?.TotalMilliseconds);
        json.WriteNumberOrNull("overBudget", window.OverBudget);
        json.WriteNumber("fallbackRate", window.FallbackRate);
        json.WriteNumberOrNull("cacheHitRate", window.CacheHitRate);
        json.WriteEndObject();
    }
}
