using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace RerankKit.AspNetCore;

/// <summary>The series of one instrument, one for each set of tags.</summary>
internal sealed class PrometheusInstrument
{
    // What an instrument of low cardinality never reaches; beyond it measurements share a series.
    private const int MaxSeries = 1000;

    // OpenTelemetry's own, for histograms without advice.
    private static readonly double[] UsualBoundaries = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];
    private static readonly KeyValuePair<string, object?>[] Overflow = [new("otel_metric_overflow", "true")];

    private readonly Lock _gate = new();
    private readonly List<PrometheusSeries> _series = [];
    private readonly string _description;
    private readonly string _type;
    private readonly double[]? _boundaries;

    public PrometheusInstrument(Instrument instrument)
    {
        _description = instrument.Description ?? "";
        _boundaries = instrument switch
        {
            Histogram<double> histogram => [.. histogram.Advice?.HistogramBucketBoundaries ?? UsualBoundaries],
            Histogram<long> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(value => (double)value).ToArray() ?? UsualBoundaries,
            Histogram<int> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(value => (double)value).ToArray() ?? UsualBoundaries,
            _ => null,
        };
        bool isCounter = instrument is Counter<long> or Counter<int> or Counter<double>;
        _type = _boundaries is not null ? "histogram" : isCounter ? "counter" : "gauge";
        Name = NameOf(instrument, isCounter);
    }

    public string Name { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            PrometheusSeries series = Find(tags);
            switch (_type)
            {
                case "gauge": series.Set(value); break;
                case "counter": series.Add(value); break;
                default: series.Observe(value); break;
            }
        }
    }

    public void Write(StringBuilder text, bool withHeader)
    {
        lock (_gate)
        {
            if (withHeader)
            {
                text.Append(CultureInfo.InvariantCulture, $"# HELP {Name} {_description.Replace('\n', ' ')}\n# TYPE {Name} {_type}\n");
            }

            foreach (PrometheusSeries series in _series)
            {
                series.Write(text, Name);
            }
        }
    }

    private PrometheusSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (PrometheusSeries series in _series)
        {
            if (series.Has(tags))
            {
                return series;
            }
        }

        if (_series.Count == MaxSeries)
        {
            return Find(Overflow);
        }

        var added = new PrometheusSeries(_series.Count == MaxSeries - 1 ? Overflow : tags.ToArray(), _boundaries);
        _series.Add(added);
        return added;
    }

    // rerankkit.top_score, s -> rerankkit_top_score_seconds; a counter ends in _total. Names of Text Embeddings Inference are its own.
    private static string NameOf(Instrument instrument, bool isCounter)
    {
        if (instrument.Meter.Name == ServerMetrics.TextEmbeddingsInferenceMeter)
        {
            return instrument.Name;
        }

        string unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return instrument.Name.Replace('.', '_') + unit + (isCounter ? "_total" : "");
    }
}
