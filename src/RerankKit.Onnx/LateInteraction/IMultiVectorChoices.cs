namespace RerankKit.Onnx;

/// <summary>What an application may choose otherwise than a late-interaction model's files have it, wherever the graph runs.</summary>
internal interface IMultiVectorChoices
{
    int? MaxLength { get; }

    int? Dimension { get; }

    int? QueryLength { get; }

    int? DocumentLength { get; }

    QueryExpansion? Expansion { get; }

    int? ExpansionLength { get; }

    bool? AttendToExpansion { get; }

    IReadOnlyList<string>? SkiplistWords { get; }

    int? PoolingFactor { get; }

    int? ProtectedTokens { get; }
}
