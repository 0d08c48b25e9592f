using System.Globalization;
using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>
/// Reads JSON numbers as the reference does (Rust's serde_json in its default setting): digits into 64 bits, one conversion, one division.
/// The last bit may differ from the nearest double, and with it which of two equally good paths of a Unigram model wins.
/// </summary>
internal static class ScoreParser
{
    private static readonly double[] Powers = CreatePowers();

    /// <summary>The value of a number in JSON's syntax.</summary>
    /// <param name="number">The number as written, in UTF-8; valid JSON.</param>
    /// <exception cref="InvalidDataException">It is too large for a double.</exception>
    public static double Parse(ReadOnlySpan<byte> number)
    {
        int at = 0;
        bool isNegative = number[0] == '-';
        at += isNegative ? 1 : 0;
        ulong digits = 0;
        int exponent = 0;
        bool isFull = false;
        bool isFraction = false;
        for (; at < number.Length && number[at] is not ((byte)'e' or (byte)'E'); at++)
        {
            if (number[at] == '.')
            {
                isFraction = true;
                continue;
            }

            uint digit = (uint)(number[at] - '0');
            isFull |= digits > (ulong.MaxValue - digit) / 10;
            if (isFull)
            {
                // Digits that no longer fit are dropped; before the point they still count as places.
                exponent += isFraction ? 0 : 1;
                continue;
            }

            digits = (digits * 10) + digit;
            exponent -= isFraction ? 1 : 0;
        }

        if (at < number.Length)
        {
            exponent += int.Parse(number[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        double value = Scale(digits, exponent);
        return double.IsFinite(value)
            ? isNegative ? -value : value
            : throw new InvalidDataException($"The number {Encoding.UTF8.GetString(number)} is too large.");
    }

    private static double Scale(double value, int exponent)
    {
        for (; exponent < -308 && value != 0; exponent += 308)
        {
            value /= Powers[308];
        }

        return exponent switch
        {
            _ when value == 0 => value,
            > 308 => double.PositiveInfinity,
            >= 0 => value * Powers[exponent],
            _ => value / Powers[-exponent],
        };
    }

    private static double[] CreatePowers()
    {
        double[] powers = new double[309];
        for (int i = 0; i < powers.Length; i++)
        {
            powers[i] = double.Parse($"1e{i}", CultureInfo.InvariantCulture);
        }

        return powers;
    }
}
