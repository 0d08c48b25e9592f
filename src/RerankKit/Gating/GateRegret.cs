namespace RerankKit;

/// <summary>What a shadow run of a skipped call found: how the reranker would have ordered the candidates.</summary>
public sealed class GateRegret
{
    /// <summary>The gap that made the gate skip, in the unit of its mode.</summary>
    public required double Gap { get; init; }

    /// <summary>How many of the first stage's best places the reranker would have given to the same candidates, from 0 to 1.</summary>
    /// <value>The overlap of the two lists cut at <see cref="ScoreGapGateOptions.ShadowDepth"/>.</value>
    public required double Overlap { get; init; }

    /// <summary>Whether the reranker would have put another candidate first.</summary>
    public required bool TopChanged { get; init; }

    /// <summary>The rank, from 1, that the reranker gives to the first stage's best candidate.</summary>
    public required int RankOfFirst { get; init; }
}
