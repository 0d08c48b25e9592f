using System.Diagnostics;

namespace RerankKit;

/// <summary>Traces and measures calls, following OpenTelemetry's conventions for generative AI where they apply.</summary>
/// <remarks>
/// A span <c>rerank {model}</c> per call with an event per stage of the pipeline, and metrics with tags of low cardinality; see
/// <see cref="RerankKitTelemetry"/> for the names to subscribe to. While nobody listens, a call passes through without any work.
/// </remarks>
public sealed class OpenTelemetryReranker : DelegatingReranker
{
    private readonly bool _sensitive;
    private readonly bool _openInference;
    private readonly TimeProvider _timeProvider;
    private readonly RerankerMetadata? _metadata;

    /// <summary>Makes the decorator.</summary>
    /// <param name="innerReranker">The reranker whose calls are traced and measured.</param>
    /// <param name="options">What is said; null for the defaults.</param>
    /// <param name="timeProvider">Measures durations; null for the system's clock.</param>
    public OpenTelemetryReranker(IReranker innerReranker, OpenTelemetryOptions? options = null, TimeProvider? timeProvider = null)
        : base(innerReranker)
    {
        _sensitive = (options ??= new()).EnableSensitiveData;
        _openInference = options.EnableOpenInference;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _metadata = innerReranker.GetService<RerankerMetadata>();
    }

    /// <inheritdoc/>
    protected override Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken) =>
        RerankKitInstruments.Source.HasListeners() || RerankKitInstruments.AnyCallInstrumentEnabled
            ? RerankObservedAsync(query, candidates, options, cancellationToken)
            : InnerReranker.RerankAsync(query, candidates, options, cancellationToken);

    private async Task<RerankResponse> RerankObservedAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        string? model = options?.ModelId ?? _metadata?.DefaultModelId;
        var metrics = new CallMetrics(_metadata, model);
        using Activity? activity = CallTrace.Start(_metadata, model, metrics);
        long start = _timeProvider.GetTimestamp();
        try
        {
            RerankResponse response = await InnerReranker.RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false);
            metrics.Record(response, candidates.Count, _timeProvider.GetElapsedTime(start));
            if (activity?.IsAllDataRequested == true)
            {
                CallTrace.Describe(activity, response, candidates.Count, options);
                if (_sensitive)
                {
                    CallTrace.DescribeContent(activity, query, candidates, response);
                }

                if (_openInference)
                {
                    OpenInferenceTrace.Describe(activity, model, options?.TopN, _sensitive ? query : null, candidates, response);
                }
            }

            return response;
        }
        catch (Exception exception)
        {
            metrics.RecordFailure(exception, candidates.Count, _timeProvider.GetElapsedTime(start));
            if (activity is not null)
            {
                CallTrace.DescribeFailure(activity, exception, _sensitive, cancellationToken.IsCancellationRequested);
            }

            throw;
        }
    }
}
