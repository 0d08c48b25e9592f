namespace RerankKit.Tokenizers;

/// <summary>
/// A place where a text can be cut without a change to the tokens before it: an ASCII letter or digit, then one space, then another
/// letter or digit; the cut lies before the space. Whether that holds the parts of a tokenizer say themselves.
/// </summary>
internal static class TextCut
{
    /// <summary>Every ASCII letter and digit, with a cut between each two: what keeps these keeps all.</summary>
    public const string Probe = "a b c d e f g h i j k l m n o p q r s t u v w x y z A B C D E F G H I J K L M N O P Q R S T U V W X Y Z 0 1 2 3 4 5 6 7 8 9";

    /// <summary>How far back to look for a cut; text without one in so many characters is not worth it.</summary>
    private const int Window = 1024;

    /// <summary>The last cut at or before <paramref name="length"/>, or -1 when there is none nearby.</summary>
    public static int Find(ReadOnlySpan<char> text, int length)
    {
        for (int i = Math.Min(length, text.Length - 2); i > Math.Max(0, length - Window); i--)
        {
            if (IsAt(text, i))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether an added token that looks like this could reach over a cut.</summary>
    public static bool IsInside(string pattern)
    {
        for (int i = 1; i < pattern.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(pattern[i - 1]) && pattern[i] == ' ')
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAt(ReadOnlySpan<char> text, int i) =>
        text[i] == ' ' && char.IsAsciiLetterOrDigit(text[i - 1]) && char.IsAsciiLetterOrDigit(text[i + 1]);
}
