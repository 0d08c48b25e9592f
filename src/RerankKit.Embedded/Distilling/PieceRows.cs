namespace RerankKit.Embedded;

/// <summary>What a model says of all pieces of a vocabulary.</summary>
/// <param name="Vectors">Their vectors, one behind the other.</param>
/// <param name="Width">The numbers of a vector.</param>
internal readonly record struct PieceRows(float[] Vectors, int Width)
{
    /// <summary>Whether the mean of the rows is taken off; false where the vectors are differences from a mean already.</summary>
    public bool IsCentred { get; init; } = true;

    public int Count => Vectors.Length / Width;

    public Span<float> this[int row] => Vectors.AsSpan(row * Width, Width);
}
