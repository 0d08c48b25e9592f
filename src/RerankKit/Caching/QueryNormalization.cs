using System.Text;

namespace RerankKit;

/// <summary>The form in which queries stand in cache keys, so that spellings which mean the same share their scores.</summary>
internal static class QueryNormalization
{
    /// <summary>
    /// Unicode NFC, without white space at the ends, every run of white space inside a single space. Case is kept: models may be cased.
    /// </summary>
    public static string Normalize(string query)
    {
        if (!Ascii.IsValid(query) && IsWellFormed(query))
        {
            query = query.Normalize(NormalizationForm.FormC);
        }

        ReadOnlySpan<char> trimmed = query.AsSpan().Trim();
        return trimmed.Length == query.Length && !HasRuns(trimmed) ? query : string.Join(' ', query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool HasRuns(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]) && (text[i] != ' ' || text[i - 1] == ' '))
            {
                return true;
            }
        }

        return false;
    }

    // Lone surrogates have no normal form; such a query is its own.
    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out int consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            text = text[consumed..];
        }

        return true;
    }
}
