namespace RerankKit.Embedded;

/// <summary>What of a query means only itself: <c>E-1042</c>, <c>node.js</c>, <c>CS0246</c>, <c>20481</c>. Word pieces of such words are near those of others in the table.</summary>
internal static class QueryIdentifiers
{
    private const int LongNumber = 5;

    /// <summary>Finds them.</summary>
    public static void Read(string query, List<string> identifiers)
    {
        identifiers.Clear();

        // The table of characters is made at its first use: not for queries that have no need of it.
        int from = HasMarks(query) ? ReadMarked(query, identifiers) : 0;
        AddWords(query.AsSpan(from), identifiers);
    }

    /// <summary>How many of them a text has, as whole words in any case.</summary>
    public static int Count(string text, List<string> identifiers)
    {
        int count = 0;
        foreach (string identifier in identifiers)
        {
            count += Has(text, identifier) ? 1 : 0;
        }

        return count;
    }

    // A set to search for (SearchValues) has to be compiled first, which takes many times as long as to look through a query.
    private static bool HasMarks(string query)
    {
        foreach (char c in query)
        {
            if (Identifiers.AllMarks.Contains(c, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static int ReadMarked(string query, List<string> identifiers)
    {
        int from = 0;
        while (Identifiers.TryFind(query, from, CharacterTable.Folding, out Range found))
        {
            AddWords(query.AsSpan(from..found.Start.Value), identifiers);
            identifiers.Add(query[found]);
            from = found.End.Value;
        }

        return from;
    }

    private static bool Has(string text, string identifier)
    {
        for (int at = 0; (at = text.IndexOf(identifier, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            int end = at + identifier.Length;
            bool begins = at == 0 || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(identifier[0]);
            bool ends = end == text.Length || !char.IsLetterOrDigit(text[end]) || !char.IsLetterOrDigit(identifier[^1]);
            if (begins && ends)
            {
                return true;
            }
        }

        return false;
    }

    // Words of letters and digits, and numbers longer than a year.
    private static void AddWords(ReadOnlySpan<char> text, List<string> identifiers)
    {
        for (int i = 0; i < text.Length;)
        {
            int start = i;
            int digits = 0;
            for (; i < text.Length && char.IsAsciiLetterOrDigit(text[i]); i++)
            {
                digits += char.IsAsciiDigit(text[i]) ? 1 : 0;
            }

            if (digits > 0 && (digits < i - start ? i - start > 2 : digits >= LongNumber))
            {
                identifiers.Add(text[start..i].ToString());
            }

            i = i == start ? i + 1 : i;
        }
    }
}
