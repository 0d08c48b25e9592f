using System.Numerics;
using System.Numerics.Tensors;

namespace RerankKit.Models;

/// <summary>A direction and a weight for every token of a vocabulary: the whole of a static encoder. Immutable and thread-safe.</summary>
/// <remarks>
/// <para>
/// A row is a direction: its length is not kept. A token's weight says how much it counts in a query; a token of weight 0 takes part in nothing. MaxSim then
/// is the sum over the query's tokens of weight * the greatest cosine with a token of the document.
/// </para>
/// <para>
/// The file, all numbers little-endian:
/// </para>
/// <code>
/// offset   bytes   content
/// 0        8       ASCII "RKTOKVEC"
/// 8        4       version: 1
/// 12       4       dimension D: 1 to 4096
/// 16       4       rows R, one per token id from 0: 1 to 16,777,216
/// 20       4       precision: 1 = IEEE half precision, 2 = 8-bit integers
/// 24       4       length M of the metadata: 0 to 65,536
/// 28       4       0
/// 32       M       metadata: a JSON object in UTF-8 with any of name, licence, description, maxQueryTokens, maxDocumentTokens,
///                  termFrequency {k1, b, averageTokens}; unknown names are passed over
///          0-15    zeros, up to a multiple of 16
///          4 R     weights: single precision, finite, 0 or more
///          R D *   rows: 2 bytes a number in half precision, 1 in 8-bit integers, whose common factor a direction does not need
///          16      XXH3-128 (seed 0) of all bytes before: lower half, higher half
/// </code>
/// </remarks>
public sealed partial class StaticTokenTable
{
    /// <summary>The name of the file in a static encoder's folder.</summary>
    public const string FileName = "token-vectors.bin";

    private readonly byte[] _image;
    private readonly float[] _weights;
    private readonly float[] _factors;
    private readonly int _rows;
    private readonly ushort[] _halves = [];

    /// <summary>Numbers per vector.</summary>
    public int Dimension { get; }

    /// <summary>How many tokens there are: their ids are below this number.</summary>
    public int RowCount { get; }

    /// <summary>How the numbers are kept: Float16 or Int8.</summary>
    public TokenVectorPrecision Precision { get; }

    /// <summary>What the table says of itself.</summary>
    public StaticTokenTableInfo Info { get; }

    /// <summary>Names the content: 32 hexadecimal digits that differ when a byte of the file does.</summary>
    public string Fingerprint { get; }

    /// <summary>How much each token counts in a query: <c>[RowCount]</c>, finite, 0 or more.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>The vector of a token.</summary>
    /// <param name="token">The token's id.</param>
    /// <param name="destination">Receives <see cref="Dimension"/> numbers: the direction, with length 1; zeros where the row has none.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="token"/> is not below <see cref="RowCount"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void CopyVector(int token, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)token, (uint)RowCount, nameof(token));
        if (destination.Length < Dimension)
        {
            throw new ArgumentException($"The destination holds {destination.Length} numbers; a vector has {Dimension}.", nameof(destination));
        }

        CopyVector(token, 1, destination[..Dimension]);
    }

    /// <summary>The direction of a token, <paramref name="length"/> long.</summary>
    internal void CopyVector(int token, float length, Span<float> destination)
    {
        float factor = length * _factors[token];
        if (Precision == TokenVectorPrecision.Float16)
        {
            FloatWidening.FromFloat16(_halves.AsSpan(token * Dimension, Dimension), destination);
            TensorPrimitives.Multiply(destination, factor, destination);
        }
        else
        {
            Widen(_image.AsSpan(_rows + (token * Dimension), Dimension), factor, destination);
        }
    }

    private static void Widen(ReadOnlySpan<byte> integers, float factor, Span<float> destination)
    {
        int i = 0;
        int quarter = Vector<float>.Count;
        for (; i <= integers.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(Vector.AsVectorSByte(new Vector<byte>(integers[i..])), out Vector<short> lower, out Vector<short> upper);
            Vector.Widen(lower, out Vector<int> first, out Vector<int> second);
            Vector.Widen(upper, out Vector<int> third, out Vector<int> fourth);
            (Vector.ConvertToSingle(first) * factor).CopyTo(destination[i..]);
            (Vector.ConvertToSingle(second) * factor).CopyTo(destination[(i + quarter)..]);
            (Vector.ConvertToSingle(third) * factor).CopyTo(destination[(i + (2 * quarter))..]);
            (Vector.ConvertToSingle(fourth) * factor).CopyTo(destination[(i + (3 * quarter))..]);
        }

        for (; i < integers.Length; i++)
        {
            destination[i] = (sbyte)integers[i] * factor;
        }
    }
}
