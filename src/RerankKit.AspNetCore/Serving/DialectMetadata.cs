namespace RerankKit.AspNetCore;

/// <summary>Says of an endpoint in whose words it refuses what never reached it: requests without a key, or too many of them.</summary>
internal sealed record DialectMetadata(Dialect Dialect);
