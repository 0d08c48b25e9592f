using System.Buffers;
using System.Runtime.CompilerServices;

namespace RerankKit.Tokenizers;

/// <summary>Reads code points out of UTF-16 that has no unpaired surrogates.</summary>
internal static class CodePoint
{
    // The searches for a range box its bounds until they are compiled anew: 96 bytes for each text.
    private static readonly SearchValues<char> Surrogates = SearchValues.Create([.. Enumerable.Range(0xD800, 0x800).Select(static c => (char)c)]);
    private static readonly SearchValues<char> Ascii = SearchValues.Create([.. Enumerable.Range(0, 0x80).Select(static c => (char)c)]);

    /// <summary>Where the first surrogate is, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IndexOfSurrogate(ReadOnlySpan<char> text) => text.IndexOfAny(Surrogates);

    /// <summary>Where the first character beyond ASCII is, or -1.</summary>
    public static int IndexOfNonAscii(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(Ascii);

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
        for (int i; (i = IndexOfSurrogate(text)) >= 0; text = text[(i + 1)..])
        {
            count -= char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 1 : 0;
        }

        return count;
    }
}
