using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace RerankKit;

/// <summary>What a call writes on its span.</summary>
internal static class CallTrace
{
    public static Activity? Start(RerankerMetadata? metadata, string? model, IEnumerable<KeyValuePair<string, object?>> tags)
    {
        if (!RerankKitInstruments.Source.HasListeners())
        {
            return null;
        }

        ActivityKind kind = metadata?.ProviderUri is null ? ActivityKind.Internal : ActivityKind.Client;
        string name = $"{TelemetryNames.OperationName} {model ?? metadata?.ProviderName}".TrimEnd();
        Activity? activity = RerankKitInstruments.Source.StartActivity(name, kind, parentContext: default, tags);
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
        SetIfKnown(activity, TelemetryNames.TopN, options?.TopN);
        SetIfKnown(activity, TelemetryNames.ResponseModel, response.ModelId);
        SetIfKnown(activity, TelemetryNames.InputTokens, response.Usage?.InputTokenCount);
        SetIfKnown(activity, TelemetryNames.OutputTokens, response.Usage?.OutputTokenCount);
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
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (RerankResult result in response.Results)
            {
                RerankCandidate candidate = candidates[result.Index];
                writer.WriteStartObject();
                writer.WriteString("id"u8, candidate.Id ?? $"{result.Index}");
                writer.WriteNumber("score"u8, result.Score);
                writer.WriteString("content"u8, candidate.Text);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        activity.SetTag(TelemetryNames.Documents, Encoding.UTF8.GetString(buffer.WrittenSpan));
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

    private static void SetIfKnown(Activity activity, string name, object? value)
    {
        if (value is not null)
        {
            activity.SetTag(name, value);
        }
    }
}
