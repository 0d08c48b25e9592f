namespace RerankKit.Remote;

/// <summary>What a provider charges, as its contract says. RerankKit knows no prices of its own.</summary>
public sealed class RemotePrice
{
    /// <summary>Money per HTTP request.</summary>
    /// <value>0 or more; default 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public decimal PerRequest { get; set => field = Allow.AtLeast(value, 0); }

    /// <summary>Money per million tokens that the provider reports: the total, or where it gives none the input tokens.</summary>
    /// <value>0 or more; default 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public decimal PerMillionTokens { get; set => field = Allow.AtLeast(value, 0); }

    /// <summary>Money per thousand search or rerank units that the provider reports.</summary>
    /// <value>0 or more; default 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public decimal PerThousandUnits { get; set => field = Allow.AtLeast(value, 0); }

    internal RemotePrice Clone() => (RemotePrice)MemberwiseClone();
}
