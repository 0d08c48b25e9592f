namespace RerankKit.Remote;

/// <summary>What one request asks for.</summary>
internal readonly ref struct RequestContent
{
    public required string Query { get; init; }

    public required DocumentSlice Documents { get; init; }

    public string? Model { get; init; }

    /// <summary>How many results are wanted; null for all.</summary>
    public int? TopN { get; init; }

    public int? MaxTokensPerDocument { get; init; }

    public string? Instruction { get; init; }

    /// <summary>Where a paged answer goes on; null for its beginning.</summary>
    public string? PageToken { get; init; }
}
