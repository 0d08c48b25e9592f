namespace RerankKit.Triton;

/// <summary>A tensor of a request; of one that is wanted, the name alone.</summary>
/// <param name="Name">By the server's name.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Datatype">What it consists of, by the protocol's name.</param>
internal sealed record InferTensor(string Name, long[]? Shape = null, string? Datatype = null)
{
    /// <summary>Where its numbers are not part of the JSON.</summary>
    public InferParameters? Parameters { get; init; }

    /// <summary>Its numbers, where they are.</summary>
    public long[]? Data { get; init; }
}
