namespace RerankKit.Managed;

/// <summary>
/// Activations lie in panels of 16 tokens, <c>[channel, 16]</c>, one behind the other, sequence after sequence without padding: what a product writes is what the next one reads, and everything
/// that goes along channels (norms, softmax) goes down the panel in all lanes at once.
/// </summary>
internal static class Panel
{
    /// <summary>Tokens per panel.</summary>
    public const int Tokens = 16;

    /// <summary>Panels for so many tokens.</summary>
    public static int CountFor(int tokens) => (tokens + Tokens - 1) / Tokens;
}
