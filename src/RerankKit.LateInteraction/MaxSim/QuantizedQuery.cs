namespace RerankKit.LateInteraction;

/// <summary>Queries in signed bytes, for documents of <see cref="Int8Codec"/>.</summary>
/// <remarks>
/// 8-bit multiplication adds two products into 16 bits, and kernels add four of those sums before they widen. So that none overflows, the scale of a token
/// is chosen such that its integers stay within 127, and both the positive and the negative ones of such eight within 128 in sum: 255 * 128 is less than
/// 2^15. All kernels take the same integers, and so all give the same score to the bit.
/// </remarks>
internal static class QuantizedQuery
{
    private const int BlockSize = 16;

    // Rounding adds up to a half to each of eight numbers.
    private const double LargestSum = 128 - (8 * 0.5);

    /// <summary>Quantises a token.</summary>
    /// <param name="vector">Its numbers.</param>
    /// <param name="integers">Receives as many integers.</param>
    /// <returns>What an integer stands for.</returns>
    public static float Quantize(ReadOnlySpan<float> vector, Span<sbyte> integers)
    {
        double scale = 0;
        for (int first = 0; first < vector.Length; first += BlockSize)
        {
            scale = Math.Max(scale, Scale(vector[first..Math.Min(first + BlockSize, vector.Length)]));
        }

        float single = (float)scale;
        double inverse = single == 0 ? 0 : 1.0 / single;
        for (int i = 0; i < vector.Length; i++)
        {
            integers[i] = (sbyte)Math.Round(vector[i] * inverse);
        }

        return single;
    }

    /// <summary>The smallest scale that sixteen numbers allow.</summary>
    private static double Scale(ReadOnlySpan<float> block)
    {
        double greatest = 0;

        // Of each four numbers two and two are added into 16 bits.
        Span<double> positive = [0, 0];
        Span<double> negative = [0, 0];
        for (int i = 0; i < block.Length; i++)
        {
            double number = block[i];
            int sum = (i >> 1) & 1;
            greatest = Math.Max(greatest, Math.Abs(number));
            positive[sum] += Math.Max(number, 0);
            negative[sum] -= Math.Min(number, 0);
        }

        double sums = Math.Max(Math.Max(positive[0], positive[1]), Math.Max(negative[0], negative[1]));
        return Math.Max(greatest / Int8Codec.Largest, sums / LargestSum);
    }
}
