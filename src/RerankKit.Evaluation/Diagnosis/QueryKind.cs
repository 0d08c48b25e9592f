using System.Text.RegularExpressions;

namespace RerankKit.Evaluation;

/// <summary>Tells queries that look for a very word from those that ask for a meaning.</summary>
internal static partial class QueryKind
{
    public const string SingleKeyword = "single keyword";
    public const string ExactMatch = "exact match";
    public const string Other = "other";

    public static IReadOnlyList<string> All { get; } = [SingleKeyword, ExactMatch, Other];

    public static string Of(string text)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Any(IsIdentifier) || Quoted().IsMatch(text) ? ExactMatch
            : words.Length == 1 && text.Any(char.IsAsciiLetterOrDigit) ? SingleKeyword
            : Other;
    }

    // Letters and digits in one word (E1043, IPv6), a long number, or what only names of code and files have inside; "1990s" and "3rd" are words.
    private static bool IsIdentifier(string word)
    {
        string core = word.Trim('?', '!', '.', ',', ';', ':', '(', ')', '"', '\'');
        return Code().IsMatch(core) || LongNumber().IsMatch(core) || (core.Any(char.IsAsciiLetter) && core.Any(char.IsAsciiDigit) && !Ordinal().IsMatch(core));
    }

    [GeneratedRegex("""^\s*["“„«].+["”“»]\s*$|"[^"]+"|“[^”]+”|„[^“]+“|«[^»]+»""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\w(_|::|\\|->)\w|^[\w./\\-]+\.(cs|js|ts|py|java|json|xml|dll|exe|txt|md|sql|html?)$|\w\.\w+\(", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^\d[\d-]{4,}\d$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LongNumber();

    [GeneratedRegex(@"^\d+(s|st|nd|rd|th|d|k|m|bn|mm|cm|km|kg|g|mg|ml|l|h|hr|hrs|min|am|pm|x)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Ordinal();
}
