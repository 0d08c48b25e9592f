using System.Globalization;
using System.Text;

namespace RerankKit.AspNetCore;

/// <summary>What was measured under one set of tags.</summary>
internal sealed class PrometheusSeries
{
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly double[]? _boundaries;
    private readonly long[] _buckets;
    private readonly string _labels;
    private double _value;
    private long _count;

    public PrometheusSeries(KeyValuePair<string, object?>[] tags, double[]? boundaries)
    {
        _tags = tags;
        _boundaries = boundaries;
        _buckets = new long[boundaries?.Length ?? 0];
        _labels = string.Join(',', tags.Select(tag => $"{tag.Key.Replace('.', '_')}=\"{Escape(Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "")}\""));
    }

    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length != _tags.Length)
        {
            return false;
        }

        for (int i = 0; i < tags.Length; i++)
        {
            if (tags[i].Key != _tags[i].Key || !Equals(tags[i].Value, _tags[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    public void Set(double value) => _value = value;

    public void Add(double value) => _value += value;

    public void Observe(double value)
    {
        _value += value;
        _count++;

        // The first boundary that is not less; beyond the last one there is the count alone.
        int bucket = Array.BinarySearch(_boundaries!, value);
        bucket = bucket < 0 ? ~bucket : bucket;
        if (bucket < _buckets.Length)
        {
            _buckets[bucket]++;
        }
    }

    public void Write(StringBuilder text, string name)
    {
        if (_boundaries is null)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}{Braces("")} {_value}\n");
            return;
        }

        long below = 0;
        for (int i = 0; i < _boundaries.Length; i++)
        {
            below += _buckets[i];
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{Braces(Invariant($"le=\"{_boundaries[i]}\""))} {below}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{Braces("le=\"+Inf\"")} {_count}\n");
        text.Append(CultureInfo.InvariantCulture, $"{name}_sum{Braces("")} {_value}\n{name}_count{Braces("")} {_count}\n");
    }

    private string Braces(string more) => (_labels.Length, more.Length) switch
    {
        (0, 0) => "",
        (0, _) => $"{{{more}}}",
        (_, 0) => $"{{{_labels}}}",
        _ => $"{{{_labels},{more}}}",
    };

    private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
