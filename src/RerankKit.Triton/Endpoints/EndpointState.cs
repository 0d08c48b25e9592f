namespace RerankKit.Triton;

/// <summary>What is known of an endpoint; everything under the lock of its <see cref="EndpointPool"/>.</summary>
internal sealed class EndpointState(Uri address)
{
    public Uri Address => address;

    /// <summary>Attempts that have not ended.</summary>
    public int Outstanding { get; set; }

    /// <summary>Failures since the last answer.</summary>
    public int Failures { get; set; }

    /// <summary>Ejections since the last answer.</summary>
    public int Ejections { get; set; }

    public bool IsEjected { get; set; }

    /// <summary>The timestamp from which on an ejected endpoint may be probed.</summary>
    public long EjectedUntil { get; set; }

    /// <summary>Whether a probe is under way.</summary>
    public bool IsProbing { get; set; }
}
