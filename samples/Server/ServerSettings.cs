namespace Server;

/// <summary>The section <c>Server</c> of the configuration.</summary>
internal sealed class ServerSettings
{
    public TimeSpan? TimeBudget { get; set; }

    public int MaxDocuments { get; set; } = 1000;

    public int MaxConcurrentRequests { get; set; } = 64;

    public int MaxQueuedRequests { get; set; } = 256;

    public bool AcceptsUnknownModels { get; set; }

    public TimeSpan DrainDelay { get; set; }

    /// <summary>Where Redis is, as StackExchange.Redis takes it; empty for none.</summary>
    public string? Redis { get; set; }

    /// <summary>Keys by the names of who has them; none for a server that answers anybody.</summary>
    public Dictionary<string, string> ApiKeys { get; } = new(StringComparer.Ordinal);
}
