using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace RerankKit.AspNetCore;

/// <summary>What a server measures of its requests: under names of this library, and under those that dashboards of Text Embeddings Inference read.</summary>
internal sealed class ServerMetrics
{
    /// <summary>The meter with the names of Text Embeddings Inference.</summary>
    public const string TextEmbeddingsInferenceMeter = "RerankKit.TextEmbeddingsInference";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly string[] Problems = [.. Enum.GetNames<ProblemKind>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _queueDuration;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _teiCount;
    private readonly Counter<long> _teiSuccess;
    private readonly Counter<long> _teiFailure;
    private readonly Counter<long> _teiPredictCount;
    private readonly Histogram<double> _teiDuration;
    private readonly Histogram<double> _teiQueueDuration;
    private readonly Histogram<double> _teiInferenceDuration;

    public ServerMetrics(IMeterFactory meters, Admission admission, IOptions<RerankingServerOptions> options)
    {
        RerankingServerOptions limits = options.Value;
        Meter meter = meters.Create(RerankKitTelemetry.MeterName);
        _duration = meter.CreateHistogram("rerankkit.server.request.duration", "s", "Duration of a request, from its arrival to its answer.", null, Seconds);
        _queueDuration = meter.CreateHistogram("rerankkit.server.queue.duration", "s", "How long a request waited for its turn, reading of its body included.", null, Seconds);
        _refused = meter.CreateCounter<long>("rerankkit.server.refused", "{request}", "Requests that were not answered, by why.");
        meter.CreateObservableGauge("rerankkit.server.queue.length", () => admission.Queued, "{request}", "Requests that wait for their turn.");
        meter.CreateObservableGauge("rerankkit.server.queue.capacity", () => limits.MaxQueuedRequests, "{request}", "Requests that may wait for their turn.");
        meter.CreateObservableGauge("rerankkit.server.active_requests", () => admission.Active, "{request}", "Requests that are being reranked.");
        if (limits.TimeBudget is TimeSpan budget)
        {
            meter.CreateObservableGauge("rerankkit.server.time_budget", () => budget.TotalSeconds, "s", "How long a request may take from its arrival.");
        }

        Meter tei = meters.Create(TextEmbeddingsInferenceMeter);
        _teiCount = tei.CreateCounter<long>("te_request_count");
        _teiSuccess = tei.CreateCounter<long>("te_request_success");
        _teiFailure = tei.CreateCounter<long>("te_request_failure");
        _teiPredictCount = tei.CreateCounter<long>("te_predict_count");
        _teiDuration = tei.CreateHistogram("te_request_duration", null, null, null, Seconds);
        _teiQueueDuration = tei.CreateHistogram("te_request_queue_duration", null, null, null, Seconds);
        _teiInferenceDuration = tei.CreateHistogram("te_request_inference_duration", null, null, null, Seconds);
        tei.CreateObservableGauge("te_queue_size", () => admission.Queued);
    }

    public void Record(ServedRequest request, RerankProblem? problem, TimeSpan duration)
    {
        string dialect = NameOf(request.Dialect);
        int status = problem?.Status(request.Dialect) ?? 200;
        _duration.Record(duration.TotalSeconds, new("rerankkit.server.dialect", dialect), new("http.response.status_code", status));
        _teiCount.Add(1, new KeyValuePair<string, object?>("method", "batch"));
        if (problem is not null)
        {
            _refused.Add(1, new KeyValuePair<string, object?>("error.type", NameOf(problem.Kind)));
            _teiFailure.Add(1, new KeyValuePair<string, object?>("err", NameOf(problem.Kind)));
            return;
        }

        _queueDuration.Record(request.Waited.TotalSeconds);
        _teiSuccess.Add(1, new KeyValuePair<string, object?>("method", "batch"));
        _teiPredictCount.Add(request.Documents);
        _teiDuration.Record(duration.TotalSeconds);
        _teiQueueDuration.Record(request.Waited.TotalSeconds);
        _teiInferenceDuration.Record(request.Scored.TotalSeconds);
    }

    /// <summary>A request whose caller went away before there was an answer.</summary>
    public void RecordAborted(ServedRequest request) =>
        _refused.Add(1, new TagList { { "error.type", "aborted" } });

    private static string NameOf(Dialect dialect) => dialect switch
    {
        Dialect.TextEmbeddingsInference => "tei",
        Dialect.CohereV2 => "cohere_v2",
        Dialect.Vllm => "vllm",
        _ => "shared",
    };

    private static string NameOf(ProblemKind kind) => Problems[(int)kind];
}
