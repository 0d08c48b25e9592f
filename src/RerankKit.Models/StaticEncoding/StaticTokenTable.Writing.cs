using System.Buffers.Binary;
using System.Numerics.Tensors;
using RerankKit.LateInteraction;

namespace RerankKit.Models;

/// <content>Making and writing.</content>
public sealed partial class StaticTokenTable
{
    private const int LargestInteger = 127;

    /// <summary>Makes a table.</summary>
    /// <param name="vectors">A row per token id: <c>[tokens, dimension]</c>, finite. Only directions matter.</param>
    /// <param name="weights">How much each token counts in a query: <c>[tokens]</c>, finite, 0 or more; 0 leaves the token out of queries and documents.</param>
    /// <param name="dimension">Numbers per vector: 1 to 4096.</param>
    /// <param name="precision">Float16 or Int8.</param>
    /// <param name="info">What the table says of itself; null for nothing.</param>
    /// <returns>The table, as it will be read again.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The dimension, the precision or the number of tokens is not allowed.</exception>
    /// <exception cref="ArgumentException">The lengths do not fit, a number is not allowed, or a token with a weight has a row of zeros.</exception>
    public static StaticTokenTable Create(
        ReadOnlySpan<float> vectors,
        ReadOnlySpan<float> weights,
        int dimension,
        TokenVectorPrecision precision = TokenVectorPrecision.Int8,
        StaticTokenTableInfo? info = null)
    {
        byte[] metadata = StaticTokenTableJson.Write(info ?? new());
        var header = StaticTokenTableHeader.Create(dimension, weights.Length, precision, metadata.Length);
        if (vectors.Length != (long)weights.Length * dimension)
        {
            throw new ArgumentException(
                $"{vectors.Length} numbers do not make {weights.Length} vectors of {dimension}; give [tokens, dimension] row by row.", nameof(vectors));
        }

        byte[] image = new byte[header.FileLength];
        header.Write(image);
        metadata.CopyTo(image.AsSpan(StaticTokenTableHeader.Length));
        for (int token = 0; token < weights.Length; token++)
        {
            float weight = weights[token];
            if (!float.IsFinite(weight) || weight < 0)
            {
                throw new ArgumentException($"Token {token} has the weight {weight}; allowed is a finite number, 0 or more.", nameof(weights));
            }

            BinaryPrimitives.WriteSingleLittleEndian(image.AsSpan((int)header.WeightsOffset + (token * sizeof(float))), weight);
            Span<byte> row = image.AsSpan((int)header.RowsOffset + (token * header.RowLength), header.RowLength);
            if (!TryWriteRow(vectors.Slice(token * dimension, dimension), precision, row) && weight > 0)
            {
                throw new ArgumentException($"Token {token} has the weight {weight} but no direction: its row is zero. Give it weight 0.", nameof(vectors));
            }
        }

        header.WriteChecksum(image);
        return new(image);
    }

    /// <summary>Writes the table to a file, which appears only when it is complete.</summary>
    /// <param name="path">The file; an existing one is replaced. A static encoder expects the name <see cref="FileName"/>.</param>
    public void Write(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        using var target = TargetFile.Find(path);
        target.Open().Write(_image);
        target.Commit();
    }

    /// <summary>Writes the table to a stream.</summary>
    /// <param name="stream">The stream; left open.</param>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(_image);
    }

    private static bool TryWriteRow(ReadOnlySpan<float> vector, TokenVectorPrecision precision, Span<byte> row)
    {
        double squares = DoublePrecision.SumOfSquares(vector);
        if (!double.IsFinite(squares))
        {
            throw new ArgumentException("A vector holds a number that is not finite.", "vectors");
        }

        if (squares == 0)
        {
            return false;
        }

        double norm = Math.Sqrt(squares);
        float largest = MathF.Abs(TensorPrimitives.MaxMagnitude(vector));
        for (int i = 0; i < vector.Length; i++)
        {
            if (precision == TokenVectorPrecision.Float16)
            {
                BinaryPrimitives.WriteHalfLittleEndian(row[(i * 2)..], (Half)(vector[i] / norm));
            }
            else
            {
                row[i] = (byte)(sbyte)Math.Round((double)vector[i] / largest * LargestInteger);
            }
        }

        return true;
    }
}
