using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using RerankKit.Tokenizers;

namespace RerankKit.Embedded;

/// <summary>Tells the kinds of pieces.</summary>
internal static class PieceKind
{
    // Left out are those that other languages write too: a, an, as, at, die, du, he, in, man, me, no, on, or, so, war, was, will.
    internal static readonly string[] EnglishWords =
        ("the of and to is for with that by are this from it its be been were which have has had not but their they there these those than then what when where who why how " +
        "does did do can could would should may into between about after before during through other such more most some any you your we our if because").Split(' ');

    /// <summary>The kinds of all pieces of a vocabulary.</summary>
    /// <param name="model">The vocabulary.</param>
    /// <param name="lowersCase">Whether text is turned to lower case.</param>
    public static PieceKinds[] OfAll(WordPieceModel model, bool lowersCase)
    {
        PieceKinds[] kinds = OfSpelling(model.Vocabulary);
        kinds[model.UnknownId] |= PieceKinds.Unknown;
        foreach (int id in English(model, lowersCase))
        {
            kinds[id] |= PieceKinds.English;
        }

        return kinds;
    }

    /// <summary>Whether a vocabulary has English function words, all but a tenth of them.</summary>
    public static bool KnowsEnglish(WordPieceModel model, bool lowersCase) => 10 * English(model, lowersCase).Count >= 9 * EnglishWords.Length;

    /// <summary>The kind of a piece, as far as its spelling tells it.</summary>
    public static PieceKinds Of(ReadOnlySpan<char> piece)
    {
        bool continues = piece.Length > 2 && piece.StartsWith("##", StringComparison.Ordinal);
        ReadOnlySpan<char> text = continues ? piece[2..] : piece;
        bool isSpecial = text.Length > 2 && text[0] == '[' && text[^1] == ']';
        PieceKinds kinds = continues ? PieceKinds.Continues : PieceKinds.None;
        if (text.Length > 0 && char.IsAsciiLetter(text[0]))
        {
            return kinds | PieceKinds.Word;
        }

        if (isSpecial || text.IsEmpty || !Rune.IsLetterOrDigit(First(text)))
        {
            return kinds;
        }

        kinds |= PieceKinds.Word;
        kinds |= IsNumber(text) ? PieceKinds.Number : PieceKinds.None;
        return kinds | (Rune.IsLetter(First(text)) && First(text).Value >= 0x250 ? PieceKinds.OtherScript : PieceKinds.None);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static PieceKinds[] OfSpelling(PackedVocabulary vocabulary)
    {
        var kinds = new PieceKinds[vocabulary.Size];
        for (int entry = 0; entry < vocabulary.EntryCount; entry++)
        {
            (int start, int end, int id) = vocabulary.Entry(entry);
            ReadOnlySpan<char> piece = vocabulary.Text[start..end];

            // Most of them.
            kinds[id] = piece.Length > 0 && char.IsAsciiLetter(piece[0]) ? PieceKinds.Word : Of(piece);
        }

        return kinds;
    }

    // A vocabulary that keeps case has a word as it stands at the beginning of a sentence too.
    private static HashSet<int> English(WordPieceModel model, bool lowersCase)
    {
        HashSet<int> found = [];
        foreach (string word in EnglishWords)
        {
            Add(word);
            if (!lowersCase)
            {
                Add(char.ToUpperInvariant(word[0]) + word[1..]);
            }
        }

        return found;

        void Add(string spelling)
        {
            if (model.IdOfWhole(spelling) is >= 0 and int id && id != model.UnknownId)
            {
                found.Add(id);
            }
        }
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
