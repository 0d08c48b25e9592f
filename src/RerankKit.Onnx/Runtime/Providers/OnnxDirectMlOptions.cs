namespace RerankKit.Onnx;

/// <summary>Options of the DirectML execution provider (Windows).</summary>
public sealed class OnnxDirectMlOptions : OnnxProviderOptions
{
    /// <summary>Which adapter, in the order in which DXGI lists them.</summary>
    /// <value>0 or more; null, the default, for the one that <see cref="PreferLowPower"/> chooses, or the first.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? DeviceId { get; set => field = Allow.AtLeast(value, 0, "0 or more, or null"); }

    /// <summary>Whether the adapter that needs the least power is taken, or the fastest.</summary>
    /// <value>Null, the default: the provider chooses.</value>
    public bool? PreferLowPower { get; set; }

    /// <summary>Whether the driver's own implementations of operators are left out.</summary>
    /// <value>Null, the default, for the provider's, which is false.</value>
    public bool? DisableMetacommands { get; set; }

    private protected override void AddTo(Dictionary<string, string> entries)
    {
        Add(entries, "device_id", DeviceId);
        Add(entries, "performance_preference", PreferLowPower, "minimum_power", "high_performance");
        Add(entries, "disable_metacommands", DisableMetacommands, "true", "false");
    }
}
