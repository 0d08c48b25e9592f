namespace RerankKit.Tokenizers;

/// <summary>The sets of code points that patterns name: <c>\p{...}</c>, <c>\s</c>, <c>\d</c>, <c>\w</c>.</summary>
internal static class UnicodeProperties
{
    // In the order of UnicodeCategory.
    private static readonly (string Short, string Long)[] Categories =
    [
        ("lu", "uppercaseletter"), ("ll", "lowercaseletter"), ("lt", "titlecaseletter"), ("lm", "modifierletter"), ("lo", "otherletter"),
        ("mn", "nonspacingmark"), ("mc", "spacingmark"), ("me", "enclosingmark"),
        ("nd", "decimalnumber"), ("nl", "letternumber"), ("no", "othernumber"),
        ("zs", "spaceseparator"), ("zl", "lineseparator"), ("zp", "paragraphseparator"),
        ("cc", "control"), ("cf", "format"), ("cs", "surrogate"), ("co", "privateuse"),
        ("pc", "connectorpunctuation"), ("pd", "dashpunctuation"), ("ps", "openpunctuation"), ("pe", "closepunctuation"), ("pi", "initialpunctuation"),
        ("pf", "finalpunctuation"), ("po", "otherpunctuation"),
        ("sm", "mathsymbol"), ("sc", "currencysymbol"), ("sk", "modifiersymbol"), ("so", "othersymbol"),
        ("cn", "unassigned"),
    ];

    // Of all categories whose short names begin with a letter.
    private static readonly (string Short, string Long)[] Groups =
        [("l", "letter"), ("m", "mark"), ("n", "number"), ("z", "separator"), ("c", "other"), ("p", "punctuation"), ("s", "symbol")];

    public static CodePointRanges WhiteSpace { get; } = CodePointRanges.Of(
        (0x09, 0x0D), (0x20, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000));

    public static CodePointRanges Digit => CodePointRanges.OfCategories(Bits("nd"));

    /// <summary>Letters, marks, decimal digits, letter numbers and connector punctuation, and the circled and squared letters that are alphabetic.</summary>
    public static CodePointRanges Word => CodePointRanges
        .OfCategories(Bits("l", "m", "nd", "nl", "pc"))
        .Union(CodePointRanges.Of((0x24B6, 0x24E9), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189)));

    /// <summary>What <c>\w</c> outside a class and <c>\b</c> mean in Oniguruma: superscript digits and fractions of Latin-1 are word characters too.</summary>
    public static CodePointRanges WordOutsideClass => Word.Union(CodePointRanges.Of((0xB2, 0xB3), (0xB9, 0xB9), (0xBC, 0xBE)));

    /// <summary>The set that a name in <c>\p{...}</c> stands for, or null; case, spaces, hyphens and underscores do not count.</summary>
    public static CodePointRanges? Find(string name)
    {
        string plain = name.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        foreach ((string shortName, string longName) in (IEnumerable<(string, string)>)[.. Categories, .. Groups])
        {
            if (plain == shortName || plain == longName)
            {
                return CodePointRanges.OfCategories(Bits(shortName));
            }
        }

        return plain switch
        {
            "lc" or "casedletter" => CodePointRanges.OfCategories(Bits("lu", "ll", "lt")),
            "any" => CodePointRanges.All,
            "ascii" => CodePointRanges.Of((0, 0x7F)),
            "whitespace" or "space" => WhiteSpace,
            "digit" => Digit,
            "word" => Word,
            "han" => CodePointRanges.Of(
                (0x2E80, 0x2E99), (0x2E9B, 0x2EF3), (0x2F00, 0x2FD5), (0x3005, 0x3005), (0x3007, 0x3007), (0x3021, 0x3029), (0x3038, 0x303B), (0x3400, 0x4DBF),
                (0x4E00, 0x9FFF), (0xF900, 0xFA6D), (0xFA70, 0xFAD9), (0x16FE2, 0x16FE3), (0x16FF0, 0x16FF1), (0x20000, 0x2A6DF), (0x2A700, 0x2B739),
                (0x2B740, 0x2B81D), (0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0), (0x2EBF0, 0x2EE5D), (0x2F800, 0x2FA1D), (0x30000, 0x3134A), (0x31350, 0x323AF)),
            "hiragana" => CodePointRanges.Of((0x3041, 0x3096), (0x309D, 0x309F), (0x1B001, 0x1B11F), (0x1B132, 0x1B132), (0x1B150, 0x1B152), (0x1F200, 0x1F200)),
            "katakana" => CodePointRanges.Of(
                (0x30A1, 0x30FA), (0x30FD, 0x30FF), (0x31F0, 0x31FF), (0x32D0, 0x32FE), (0x3300, 0x3357), (0xFF66, 0xFF6F), (0xFF71, 0xFF9D),
                (0x1AFF0, 0x1AFF3), (0x1AFF5, 0x1AFFB), (0x1AFFD, 0x1AFFE), (0x1B000, 0x1B000), (0x1B120, 0x1B122), (0x1B155, 0x1B155), (0x1B164, 0x1B167)),
            _ => null,
        };
    }

    // A bit for each category whose short name begins with one of the names.
    private static uint Bits(params ReadOnlySpan<string> names)
    {
        uint bits = 0;
        foreach (string name in names)
        {
            for (int category = 0; category < Categories.Length; category++)
            {
                bits |= Categories[category].Short.StartsWith(name, StringComparison.Ordinal) ? 1u << category : 0;
            }
        }

        return bits;
    }
}
