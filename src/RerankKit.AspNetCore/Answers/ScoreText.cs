using System.Buffers;
using System.Globalization;

namespace RerankKit.AspNetCore;

/// <summary>The text of a score: the shortest that is exactly it, where that fits; otherwise rounded to as many digits as fit, eleven at least.</summary>
internal static class ScoreText
{
    public const int Longest = 32;

    private const int Fitting = 18;
    private const int MostDigits = 16;

    /// <summary>Writes a finite number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="text">Room for <see cref="Longest"/> bytes.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Format(double value, Span<byte> text)
    {
        int length = Write(value, default, text);
        for (byte digits = MostDigits; length > Fitting; digits--)
        {
            length = Write(value, new StandardFormat('G', digits), text);
        }

        return length;
    }

    private static int Write(double value, StandardFormat format, Span<byte> text)
    {
        Span<char> shape = stackalloc char[4];
        value.TryFormat(text, out int length, format.IsDefault ? "R" : shape[..Shape(format, shape)], CultureInfo.InvariantCulture);
        if (text[..length].IndexOfAny((byte)'.', (byte)'E') < 0)
        {
            ".0"u8.CopyTo(text[length..]);
            length += 2;
        }

        return length;
    }

    private static int Shape(StandardFormat format, Span<char> shape)
    {
        shape[0] = format.Symbol;
        format.Precision.TryFormat(shape[1..], out int length, provider: CultureInfo.InvariantCulture);
        return length + 1;
    }
}
