using System.Buffers;
using System.Runtime.InteropServices;

namespace RerankKit;

/// <summary>Finds what loses its meaning when it is cut at its marks: <c>C++</c>, <c>C#</c>, <c>.NET</c>, <c>node.js</c>, <c>E-1042</c>, <c>2.1.3</c>.</summary>
/// <remarks>
/// An identifier is a chain of words with single marks (<c>- . / : _ &amp; @</c>) between them, perhaps with a point before it where white space
/// or a bracket opens it, or with <c>+</c> or <c>#</c> behind it, which end it. Marks that also stand in prose (<c>- / :</c>) make one only
/// where there is a digit, so that <c>re-read</c> and <c>and/or</c> are none; points only between words longer than a letter, so that <c>e.g.</c> is none.
/// </remarks>
internal static class Identifiers
{
    /// <summary>A text without them has no identifier.</summary>
    public const string AllMarks = "#&+-./:@_";

    /// <summary>Longer chains are left to their parts: base64, tables of contents.</summary>
    private const int MaxLength = 64;
    private const int MaxSuffix = 2;
    private static readonly SearchValues<char> Marks = SearchValues.Create(AllMarks);

    /// <summary>Finds the next identifier.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where to look from, which is not inside a word.</param>
    /// <param name="table">What is a word.</param>
    /// <param name="found">Where it stands.</param>
    public static bool TryFind(ReadOnlySpan<char> text, int from, CharacterTable table, out Range found)
    {
        int mark = from;
        while (text[mark..].IndexOfAny(Marks) is var offset and >= 0)
        {
            mark += offset;
            int end = mark + 1;
            if (Begins(text, from, mark, table) && IsIdentifier(text, from, mark, table, out found, out end))
            {
                return true;
            }

            mark = end;
        }

        found = default;
        return false;
    }

    /// <summary>Writes an identifier as its parts are written, with its marks.</summary>
    /// <returns>How many characters were written.</returns>
    public static int Fold(ReadOnlySpan<char> identifier, CharacterTable table, ref char target)
    {
        Span<char> folded = MemoryMarshal.CreateSpan(ref target, TermBuffer.Room);
        int length = 0;
        foreach (char c in identifier)
        {
            switch (table.Look(c, out char form))
            {
                case CharacterClass.Separator:
                    folded[length++] = c;
                    break;
                case CharacterClass.Word:
                    folded[length++] = form;
                    break;
                case CharacterClass.Expanded:
                    string expansion = table.Expansion(form);
                    expansion.CopyTo(folded[length..]);
                    length += expansion.Length;
                    break;
                default:
                    break;
            }
        }

        return length;
    }

    /// <summary>Whether a mark stands inside or behind a word, or is a point that opens one.</summary>
    private static bool Begins(ReadOnlySpan<char> text, int from, int mark, CharacterTable table)
    {
        if (mark > from && IsWord(text[mark - 1], table))
        {
            return text[mark] is '+' or '#' || IsWordAt(text, mark + 1, table);
        }

        return text[mark] == '.'
            && IsWordAt(text, mark + 1, table)
            && char.IsLetter(text[mark + 1])
            && (mark == 0 || char.IsWhiteSpace(text[mark - 1]) || text[mark - 1] is '(' or '[' or '{' or '<' or '"' or '\'' or '`');
    }

    private static bool IsIdentifier(ReadOnlySpan<char> text, int from, int mark, CharacterTable table, out Range found, out int end)
    {
        bool isStrong = false;
        bool hasPoint = false;
        bool hasDigit = false;
        bool hasLongWord = false;
        int start = mark;
        for (; start > from && IsWord(text[start - 1], table); start--)
        {
            hasDigit |= char.IsDigit(text[start - 1]);
        }

        hasLongWord |= mark - start > 1;
        for (end = mark; end < text.Length && Marks.Contains(text[end]);)
        {
            char joint = text[end];
            if (joint is '+' or '#')
            {
                isStrong = true;
                int suffix = text[end..].IndexOfAnyExcept(joint);
                end = suffix is < 0 or > MaxSuffix ? Math.Min(end + MaxSuffix, text.Length) : end + suffix;
                break;
            }

            if (!IsWordAt(text, end + 1, table))
            {
                break;
            }

            isStrong |= joint is '_' or '&' or '@';
            hasPoint |= joint == '.';
            int word = ++end;
            for (; IsWordAt(text, end, table); end++)
            {
                hasDigit |= char.IsDigit(text[end]);
            }

            hasLongWord |= end - word > 1;
        }

        // A letter beyond U+FFFF goes on with the word that seems to end here.
        bool endsInside = end < text.Length && char.IsSurrogate(text[end]) && !Marks.Contains(text[end - 1]);
        found = start..end;
        return (isStrong || hasDigit || (hasPoint && hasLongWord)) && !endsInside && end - start <= MaxLength;
    }

    private static bool IsWordAt(ReadOnlySpan<char> text, int at, CharacterTable table) => at < text.Length && IsWord(text[at], table);

    private static bool IsWord(char c, CharacterTable table) =>
        c < 0x80 ? char.IsAsciiLetterOrDigit(c) : table.Look(c, out _) is CharacterClass.Word or CharacterClass.Expanded or CharacterClass.Dropped;
}
