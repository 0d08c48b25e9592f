using System.Numerics;
using System.Runtime.InteropServices;

namespace RerankKit;

/// <summary>Refuses what no kernel can score.</summary>
internal static class FiniteNumbers
{
    private const int MagnitudeBits = 0x7FFFFFFF;

    /// <summary>Refuses NaN, infinities and magnitudes above a limit.</summary>
    /// <exception cref="ArgumentException">There is one.</exception>
    public static void Require(ReadOnlySpan<float> numbers, float largest, string name)
    {
        // As integers, magnitudes sort like the numbers, with infinity and NaN above all others.
        int limit = BitConverter.SingleToInt32Bits(largest);
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(numbers);
        var greatest = Vector<int>.Zero;
        int i = 0;
        for (; i <= bits.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            greatest = Vector.Max(greatest, new Vector<int>(bits[i..]) & new Vector<int>(MagnitudeBits));
        }

        bool refused = Vector.GreaterThanAny(greatest, new Vector<int>(limit));
        for (; i < bits.Length; i++)
        {
            refused |= (bits[i] & MagnitudeBits) > limit;
        }

        if (refused)
        {
            throw Refusal(numbers, largest, name);
        }
    }

    private static ArgumentException Refusal(ReadOnlySpan<float> numbers, float largest, string name)
    {
        int index = 0;
        while (float.Abs(numbers[index]) <= largest)
        {
            index++;
        }

        return new(
            Invariant($"Number {index} is {numbers[index]}; allowed are finite numbers up to {largest} in magnitude."), name);
    }
}
