namespace RerankKit.Evaluation;

/// <summary>Compares strings as C's strcmp compares their UTF-8 bytes.</summary>
/// <remarks>
/// UTF-8 byte order is code point order. Ordinal comparison of UTF-16 differs from it in one place: surrogates (above U+FFFF) sort
/// before U+E000..U+FFFF.
/// </remarks>
internal sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public static int Compare(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        int common = x.CommonPrefixLength(y);
        if (common == x.Length || common == y.Length)
        {
            return x.Length.CompareTo(y.Length);
        }

        return Rank(x[common]) - Rank(y[common]);
    }

    int IComparer<string>.Compare(string? x, string? y) => Compare(x.AsSpan(), y.AsSpan());

    // Moves the surrogates behind U+FFFF and closes the gap.
    private static int Rank(char character) => character switch
    {
        >= '\uE000' => character - 0x800,
        >= '\uD800' => character + 0x2000,
        _ => character,
    };
}
