using System.Diagnostics;
using System.Text.Json.Nodes;

namespace RerankKit;

/// <summary>What a call writes on its span.</summary>
internal static class CallTrace
{
    public static Activity? Start(RerankerMetadata? metadata, string? model, CallMetrics metrics)
    {
        if (!RerankKitInstruments.Source.HasListeners())
        {
            return null;
        }

        ActivityKind kind = metadata?.ProviderUri is null ? ActivityKind.Internal : ActivityKind.Client;
        string name = $"{TelemetryNames.OperationName} {model ?? metadata?.ProviderName}".TrimEnd();
        Activity? activity = RerankKitInstruments.Source.StartActivity(name, kind, parentContext: default, metrics.Tags);
        if (activity?.IsAllDataRequested == true && metadata?.ProviderUri is { IsAbsoluteUri: true } uri)
        {
            activity.SetTag(TelemetryNames.ServerAddress, uri.Host);
            activity.SetTag(TelemetryNames.ServerPort, uri.Port);
        }

        return activity;
    }

    public static void Describe(Activity activity, RerankResponse response, int candidates, RerankOptions? options)
    {
        activity.SetTag(TelemetryNames.Candidates, candidates);
        activity.SetTag(TelemetryNames.Results, response.Results.Count);
        activity.SetTag(TelemetryNames.Scored, response.CountScored());
        activity.SetTag(TelemetryNames.ScoreKind, TelemetryNames.Of(response.ScoreKind));
        activity.SetTag(TelemetryNames.TopN, options?.TopN);
        activity.SetTag(TelemetryNames.ResponseModel, response.ModelId);
        activity.SetTag(TelemetryNames.InputTokens, response.Usage?.InputTokenCount);
        activity.SetTag(TelemetryNames.OutputTokens, response.Usage?.OutputTokenCount);
        if (response.Results.Count > 0 && response.Results[0].IsScored)
        {
            activity.SetTag(TelemetryNames.TopScore, response.Results[0].Score);
        }

        foreach (RerankStage stage in response.Stages)
        {
            activity.AddEvent(new(TelemetryNames.Stage, tags: Tags(stage)));
        }
    }

    /// <summary>Query and documents: only where they were asked for.</summary>
    public static void DescribeContent(Activity activity, string query, IReadOnlyList<RerankCandidate> candidates, RerankResponse response)
    {
        activity.SetTag(TelemetryNames.QueryText, query);
        var documents = new JsonArray([.. response.Results.Select(result => new JsonObject
        {
            ["id"] = candidates[result.Index].Id ?? $"{result.Index}",
            ["score"] = result.Score,
            ["content"] = candidates[result.Index].Text,
        })]);
        activity.SetTag(TelemetryNames.Documents, documents.ToJsonString());
    }

    /// <summary>A failure. The caller's own cancellation is none.</summary>
    public static void DescribeFailure(Activity activity, Exception exception, bool sensitive, bool cancelled)
    {
        activity.SetTag(TelemetryNames.ErrorType, exception.GetType().FullName);
        if (!(cancelled && exception is OperationCanceledException))
        {
            activity.SetStatus(ActivityStatusCode.Error, sensitive ? exception.Message : null);
        }
    }

    private static ActivityTagsCollection Tags(RerankStage stage)
    {
        ActivityTagsCollection tags = new()
        {
            { TelemetryNames.StageName, stage.Name },
            { TelemetryNames.StageDecision, stage.Decision },
            { TelemetryNames.StageCandidatesIn, stage.CandidatesIn },
            { TelemetryNames.StageCandidatesScored, stage.CandidatesScored },
            { TelemetryNames.StageDuration, stage.Duration.TotalSeconds },
        };
        if (stage.Reason is not null)
        {
            tags.Add(TelemetryNames.StageReason, stage.Reason);
        }

        return tags;
    }
}
