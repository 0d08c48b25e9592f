using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using RerankKit.Tokenizers;

namespace RerankKit.Embedded;

/// <summary>Reads the kind of a piece off its spelling.</summary>
internal static class PieceKind
{
    // Left out are those that other languages write too: a, an, as, at, die, du, he, in, man, me, no, on, or, so, war, was, will.
    private static readonly HashSet<string> EnglishWords = new(
        ("the of and to is for with that by are this from it its be been were which have has had not but their they there these those than then what when where who why how " +
        "does did do can could would should may into between about after before during through other such more most some any you your we our if because").Split(' '),
        StringComparer.Ordinal);

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> English = EnglishWords.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The kinds of all pieces.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static PieceKinds[] OfAll(PackedVocabulary vocabulary)
    {
        var kinds = new PieceKinds[vocabulary.Size];
        for (int entry = 0; entry < vocabulary.EntryCount; entry++)
        {
            (int start, int end, int id) = vocabulary.Entry(entry);
            kinds[id] = Of(vocabulary.Text[start..end]);
        }

        return kinds;
    }

    public static PieceKinds Of(ReadOnlySpan<char> piece)
    {
        bool continues = piece.Length > 2 && piece.StartsWith("##", StringComparison.Ordinal);
        ReadOnlySpan<char> text = continues ? piece[2..] : piece;
        bool isSpecial = text.Length > 2 && text[0] == '[' && text[^1] == ']';
        PieceKinds kinds = continues ? PieceKinds.Continues : PieceKinds.None;
        if (text.Length > 0 && char.IsAsciiLetter(text[0]))
        {
            return kinds | PieceKinds.Word | (English.Contains(piece) ? PieceKinds.English : PieceKinds.None);
        }

        if (isSpecial || text.IsEmpty || !Rune.IsLetterOrDigit(First(text)))
        {
            return kinds;
        }

        kinds |= PieceKinds.Word;
        kinds |= IsNumber(text) ? PieceKinds.Number : PieceKinds.None;
        return kinds | (Rune.IsLetter(First(text)) && First(text).Value >= 0x250 ? PieceKinds.OtherScript : PieceKinds.None);
    }

    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.DecimalDigitNumber)
            {
                return false;
            }
        }

        return true;
    }

    private static Rune First(ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out Rune first, out _);
        return first;
    }
}
