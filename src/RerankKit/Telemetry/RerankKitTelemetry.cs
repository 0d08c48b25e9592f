namespace RerankKit;

/// <summary>The names under which RerankKit's traces and metrics are found: <c>AddSource(...)</c> and <c>AddMeter(...)</c>.</summary>
public static class RerankKitTelemetry
{
    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "RerankKit";

    /// <summary>The name of the meter.</summary>
    public const string MeterName = "RerankKit";
}
