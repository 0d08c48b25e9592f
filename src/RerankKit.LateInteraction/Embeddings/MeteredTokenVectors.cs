using Microsoft.Extensions.AI;

namespace RerankKit.LateInteraction;

/// <summary>An encoder's answer that says what the whole call used, where single texts do not.</summary>
internal sealed class MeteredTokenVectors(int capacity) : List<TokenVectors>(capacity)
{
    /// <summary>What the call used; null when nobody says.</summary>
    public UsageDetails? Usage { get; set; }
}
