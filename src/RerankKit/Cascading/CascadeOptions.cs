namespace RerankKit;

/// <summary>Options of a cascade.</summary>
public sealed class CascadeOptions
{
    /// <summary>Whether the ranking of the stages before stands when a later stage fails, instead of the failure.</summary>
    /// <value>Default true: what was scored is not thrown away. The first stage's failure is always the cascade's.</value>
    public bool KeepEarlierStagesOnFailure { get; set; } = true;

    /// <summary>Whether the cascade leaves its rerankers open when it is disposed, because somebody else owns them.</summary>
    /// <value>Default false: they are disposed with the cascade.</value>
    public bool LeaveOpen { get; set; }

    internal CascadeOptions Clone() => (CascadeOptions)MemberwiseClone();
}
