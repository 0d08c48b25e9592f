using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RerankKit.Tokenizers;

/// <summary>Sorts characters into the classes that the well-known word patterns tell apart, by a table for the basic plane.</summary>
internal static class CharacterClasses
{
    public const byte Other = 0;
    public const byte Letter = 1;
    public const byte Number = 2;
    public const byte Space = 3;

    private const byte Surrogate = 4;

    private static readonly byte[] Basic = CreateBasic();

    /// <summary>The class of the character at a place, and its width in UTF-16 units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte At(ReadOnlySpan<char> text, int at, out int width)
    {
        width = 1;
        byte kind = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Basic), (nint)text[at]);
        return kind < Surrogate ? kind : AtPair(text, at, out width);
    }

    /// <summary>Where the run of characters of one class ends that begins at a place.</summary>
    public static int EndOfRun(ReadOnlySpan<char> text, int at, byte kind)
    {
        while (at < text.Length && At(text, at, out int width) == kind)
        {
            at += width;
        }

        return at;
    }

    private static byte AtPair(ReadOnlySpan<char> text, int at, out int width)
    {
        if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
        {
            width = 1;
            return Other;
        }

        width = 2;
        return Of(CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(text[at], text[at + 1])));
    }

    private static byte Of(UnicodeCategory category) => category switch
    {
        <= UnicodeCategory.OtherLetter => Letter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Number,
        _ => Other,
    };

    private static byte[] CreateBasic()
    {
        byte[] kinds = new byte[char.MaxValue + 1];
        for (int unit = 0; unit < kinds.Length; unit++)
        {
            char c = (char)unit;
            kinds[unit] = char.IsSurrogate(c) ? Surrogate : char.IsWhiteSpace(c) ? Space : Of(CharUnicodeInfo.GetUnicodeCategory(c));
        }

        return kinds;
    }
}
