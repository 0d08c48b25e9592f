using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace RerankKit.AspNetCore;

/// <summary>Collects this library's measurements and writes them in Prometheus' text format, named as OpenTelemetry's exporters name them.</summary>
internal sealed class PrometheusMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly List<PrometheusInstrument> _instruments = [];
    private readonly IMeterFactory _meters;

    public PrometheusMetrics(IMeterFactory meters)
    {
        _meters = meters;
        _listener.InstrumentPublished = Listen;
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((PrometheusInstrument)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((PrometheusInstrument)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((PrometheusInstrument)state!).Record(value, tags));
        _listener.Start();
    }

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await context.Response.WriteAsync(Text(), context.RequestAborted).ConfigureAwait(false);
    }

    public string Text()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        lock (_gate)
        {
            foreach (IGrouping<string, PrometheusInstrument> same in _instruments.GroupBy(instrument => instrument.Name, StringComparer.Ordinal))
            {
                bool isFirst = true;
                foreach (PrometheusInstrument instrument in same)
                {
                    instrument.Write(text, withHeader: isFirst);
                    isFirst = false;
                }
            }
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    // Meters of the process, and of this application: not those of another one in the same process.
    private void Listen(Instrument instrument, MeterListener listener)
    {
        if (!instrument.Meter.Name.StartsWith(RerankKitTelemetry.MeterName, StringComparison.Ordinal) || (instrument.Meter.Scope is { } scope && scope != _meters))
        {
            return;
        }

        var collected = new PrometheusInstrument(instrument);
        lock (_gate)
        {
            _instruments.Add(collected);
        }

        listener.EnableMeasurementEvents(instrument, collected);
    }
}
