using System.Buffers;

namespace RerankKit.Evaluation;

/// <summary>Says what can be a column of a run or of judgements, so that what is written is read again.</summary>
internal static class OutputColumns
{
    private static readonly SearchValues<char> Whitespace = SearchValues.Create(" \t\v\f\r\n");
    private static readonly SearchValues<char> Separators = SearchValues.Create("\t\r\n");

    /// <summary>Checks a text that stands first in its line, where <c>#</c> starts a comment.</summary>
    /// <returns>Whether it holds blanks, so that only tabs can stand between the columns.</returns>
    /// <exception cref="ArgumentException">It cannot be the first column.</exception>
    public static bool FirstNeedsTabs(string text, string what, string remedy) =>
        text.StartsWith('#')
            ? throw new ArgumentException($"The {what} '{text}' starts with '#', which makes the line a comment. {remedy}")
            : NeedsTabs(text, what, remedy);

    /// <summary>Checks a text.</summary>
    /// <returns>Whether it holds blanks, so that only tabs can stand between the columns.</returns>
    /// <exception cref="ArgumentException">It is empty, holds a tab or the end of a line, or begins or ends with a blank.</exception>
    public static bool NeedsTabs(string text, string what, string remedy)
    {
        if (!text.AsSpan().ContainsAny(Whitespace) && text.Length > 0)
        {
            return false;
        }

        return text.Length == 0 || text.AsSpan().ContainsAny(Separators) || Whitespace.Contains(text[0]) || Whitespace.Contains(text[^1])
            ? throw new ArgumentException($"The {what} '{text}' is empty, holds a tab or the end of a line, or has blanks around it; it cannot be a column of a TREC file. {remedy}")
            : true;
    }
}
