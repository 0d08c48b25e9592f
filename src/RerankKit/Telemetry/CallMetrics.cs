using System.Diagnostics;

namespace RerankKit;

/// <summary>What a call adds to the metrics.</summary>
internal sealed class CallMetrics
{
    private const int Placements = (int)RerankPlacement.Reused + 1;
    private readonly TagList _tags;

    public CallMetrics(RerankerMetadata? metadata, string? model)
    {
        _tags.Add(TelemetryNames.Operation, TelemetryNames.OperationName);
        if (metadata is not null)
        {
            _tags.Add(TelemetryNames.Provider, metadata.ProviderName);
        }

        if (model is not null)
        {
            _tags.Add(TelemetryNames.RequestModel, model);
        }
    }

    /// <summary>The tags of everything a call measures.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Tags => _tags;

    public void Record(RerankResponse response, int candidates, TimeSpan duration)
    {
        RerankKitInstruments.Duration.Record(duration.TotalSeconds, _tags);
        RerankKitInstruments.Candidates.Record(candidates, _tags);
        RecordTokens(response);
        RecordResults(response);
        foreach (RerankStage stage in response.Stages)
        {
            TagList decision = With(TelemetryNames.StageDecision, stage.Decision);
            switch (stage.Name)
            {
                case "fallback":
                    RerankKitInstruments.Fallbacks.Add(1, decision);
                    break;
                case "cache":
                    RerankKitInstruments.CacheLookups.Add(1, decision);
                    break;
            }

            decision.Add(TelemetryNames.StageName, stage.Name);
            RerankKitInstruments.StageDecisions.Add(1, decision);
        }
    }

    public void RecordFailure(Exception exception, int candidates, TimeSpan duration)
    {
        RerankKitInstruments.Duration.Record(duration.TotalSeconds, With(TelemetryNames.ErrorType, exception.GetType().FullName));
        RerankKitInstruments.Candidates.Record(candidates, _tags);
    }

    private void RecordTokens(RerankResponse response)
    {
        if (response.Usage?.InputTokenCount is long input)
        {
            RerankKitInstruments.TokenUsage.Record(input, With(TelemetryNames.TokenType, "input"));
        }

        if (response.Usage?.OutputTokenCount is long output)
        {
            RerankKitInstruments.TokenUsage.Record(output, With(TelemetryNames.TokenType, "output"));
        }
    }

    private void RecordResults(RerankResponse response)
    {
        if (response.Results.Count > 0 && response.Results[0].IsScored)
        {
            RerankKitInstruments.TopScore.Record(
                response.Results[0].Score, With(TelemetryNames.ScoreKind, TelemetryNames.Of(response.ScoreKind)));
        }

        Span<int> counts = stackalloc int[Placements];
        counts.Clear();
        for (int i = 0; i < response.Results.Count; i++)
        {
            counts[(int)response.Results[i].Placement]++;
        }

        for (int i = 0; i < Placements; i++)
        {
            if (counts[i] > 0)
            {
                RerankKitInstruments.Results.Add(counts[i], With(TelemetryNames.Placement, TelemetryNames.Of((RerankPlacement)i)));
            }
        }
    }

    private TagList With(string name, object? value)
    {
        TagList copy = _tags;
        copy.Add(name, value);
        return copy;
    }
}
