using System.Runtime.CompilerServices;

namespace RerankKit.Onnx;

/// <summary>Reads code points out of UTF-16 that has no unpaired surrogates.</summary>
internal static class CodePoint
{
    /// <summary>The code point at <paramref name="position"/> and how many UTF-16 units it takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int At(ReadOnlySpan<char> text, int position, out int width)
    {
        char c = text[position];
        if (char.IsHighSurrogate(c) && position + 1 < text.Length && char.IsLowSurrogate(text[position + 1]))
        {
            width = 2;
            return char.ConvertToUtf32(c, text[position + 1]);
        }

        width = 1;
        return c;
    }

    /// <summary>The code point that ends before <paramref name="position"/>.</summary>
    public static int Before(ReadOnlySpan<char> text, int position, out int width)
    {
        char c = text[position - 1];
        if (char.IsLowSurrogate(c) && position > 1 && char.IsHighSurrogate(text[position - 2]))
        {
            width = 2;
            return char.ConvertToUtf32(text[position - 2], c);
        }

        width = 1;
        return c;
    }

    /// <summary>How many code points a text has.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        int count = text.Length;
        for (int i; (i = text.IndexOfAnyInRange('\uD800', '\uDBFF')) >= 0; text = text[(i + 1)..])
        {
            count -= i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 1 : 0;
        }

        return count;
    }
}
