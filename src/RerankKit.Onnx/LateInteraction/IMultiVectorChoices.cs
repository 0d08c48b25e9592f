namespace RerankKit.Onnx;

/// <summary>What an application may choose otherwise than a late-interaction model's files have it, wherever the graph runs.</summary>
internal interface IMultiVectorChoices
{
    int? MaxLength { get; }

    int? Dimension { get; set; }

    int? QueryLength { get; set; }

    int? DocumentLength { get; set; }

    QueryExpansion? Expansion { get; set; }

    int? ExpansionLength { get; set; }

    bool? AttendToExpansion { get; set; }

    IReadOnlyList<string>? SkiplistWords { get; }

    int? PoolingFactor { get; set; }

    int? ProtectedTokens { get; set; }
}
