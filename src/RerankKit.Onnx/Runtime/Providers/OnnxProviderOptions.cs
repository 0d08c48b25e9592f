using System.Globalization;

namespace RerankKit.Onnx;

/// <summary>Options of an execution provider. Whatever is null is not said to the provider, whose own default then holds.</summary>
public abstract class OnnxProviderOptions
{
    private protected OnnxProviderOptions()
    {
    }

    /// <summary>Further options, by the provider's own names. They stand above the properties.</summary>
    /// <value>Default none.</value>
    public IDictionary<string, string> Entries { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The options as the provider takes them.</summary>
    internal Dictionary<string, string> ToEntries()
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        AddTo(entries);
        foreach ((string key, string value) in Entries)
        {
            entries[key] = value;
        }

        return entries;
    }

    private protected abstract void AddTo(Dictionary<string, string> entries);

    private protected static void Add(Dictionary<string, string> entries, string key, string? value)
    {
        if (value is not null)
        {
            entries[key] = value;
        }
    }

    private protected static void Add(Dictionary<string, string> entries, string key, long? value) =>
        Add(entries, key, value?.ToString(CultureInfo.InvariantCulture));

    private protected static void Add(Dictionary<string, string> entries, string key, bool? value, string yes = "1", string no = "0") =>
        Add(entries, key, value is null ? null : value.Value ? yes : no);
}
