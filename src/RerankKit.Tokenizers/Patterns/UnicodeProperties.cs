using System.Globalization;

namespace RerankKit.Tokenizers;

/// <summary>The sets of code points that patterns name: <c>\p{...}</c>, <c>\s</c>, <c>\d</c>, <c>\w</c>.</summary>
internal static class UnicodeProperties
{
    private static readonly (string Short, string Long, uint Categories)[] Categories =
    [
        ("lu", "uppercaseletter", Bits(UnicodeCategory.UppercaseLetter)),
        ("ll", "lowercaseletter", Bits(UnicodeCategory.LowercaseLetter)),
        ("lt", "titlecaseletter", Bits(UnicodeCategory.TitlecaseLetter)),
        ("lm", "modifierletter", Bits(UnicodeCategory.ModifierLetter)),
        ("lo", "otherletter", Bits(UnicodeCategory.OtherLetter)),
        ("lc", "casedletter", Bits(UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter, UnicodeCategory.TitlecaseLetter)),
        ("l", "letter", Letters),
        ("mn", "nonspacingmark", Bits(UnicodeCategory.NonSpacingMark)),
        ("mc", "spacingmark", Bits(UnicodeCategory.SpacingCombiningMark)),
        ("me", "enclosingmark", Bits(UnicodeCategory.EnclosingMark)),
        ("m", "mark", Marks),
        ("nd", "decimalnumber", Bits(UnicodeCategory.DecimalDigitNumber)),
        ("nl", "letternumber", Bits(UnicodeCategory.LetterNumber)),
        ("no", "othernumber", Bits(UnicodeCategory.OtherNumber)),
        ("n", "number", Numbers),
        ("pc", "connectorpunctuation", Bits(UnicodeCategory.ConnectorPunctuation)),
        ("pd", "dashpunctuation", Bits(UnicodeCategory.DashPunctuation)),
        ("ps", "openpunctuation", Bits(UnicodeCategory.OpenPunctuation)),
        ("pe", "closepunctuation", Bits(UnicodeCategory.ClosePunctuation)),
        ("pi", "initialpunctuation", Bits(UnicodeCategory.InitialQuotePunctuation)),
        ("pf", "finalpunctuation", Bits(UnicodeCategory.FinalQuotePunctuation)),
        ("po", "otherpunctuation", Bits(UnicodeCategory.OtherPunctuation)),
        ("p", "punctuation", Punctuation),
        ("sm", "mathsymbol", Bits(UnicodeCategory.MathSymbol)),
        ("sc", "currencysymbol", Bits(UnicodeCategory.CurrencySymbol)),
        ("sk", "modifiersymbol", Bits(UnicodeCategory.ModifierSymbol)),
        ("so", "othersymbol", Bits(UnicodeCategory.OtherSymbol)),
        ("s", "symbol", Symbols),
        ("zs", "spaceseparator", Bits(UnicodeCategory.SpaceSeparator)),
        ("zl", "lineseparator", Bits(UnicodeCategory.LineSeparator)),
        ("zp", "paragraphseparator", Bits(UnicodeCategory.ParagraphSeparator)),
        ("z", "separator", Separators),
        ("cc", "control", Bits(UnicodeCategory.Control)),
        ("cf", "format", Bits(UnicodeCategory.Format)),
        ("cs", "surrogate", Bits(UnicodeCategory.Surrogate)),
        ("co", "privateuse", Bits(UnicodeCategory.PrivateUse)),
        ("cn", "unassigned", Bits(UnicodeCategory.OtherNotAssigned)),
        ("c", "other", Others),
    ];

    public static CodePointRanges WhiteSpace { get; } = CodePointRanges.Of(
        (0x09, 0x0D), (0x20, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000));

    public static CodePointRanges Digit => CodePointRanges.OfCategories(Bits(UnicodeCategory.DecimalDigitNumber));

    /// <summary>Letters, marks, decimal digits, letter numbers and connector punctuation, and the circled and squared letters that are alphabetic.</summary>
    public static CodePointRanges Word => CodePointRanges
        .OfCategories(Letters | Marks | Bits(UnicodeCategory.DecimalDigitNumber, UnicodeCategory.LetterNumber, UnicodeCategory.ConnectorPunctuation))
        .Union(CodePointRanges.Of((0x24B6, 0x24E9), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189)));

    /// <summary>What <c>\w</c> outside a class and <c>\b</c> mean in Oniguruma: superscript digits and fractions of Latin-1 are word characters too.</summary>
    public static CodePointRanges WordOutsideClass => Word.Union(CodePointRanges.Of((0xB2, 0xB3), (0xB9, 0xB9), (0xBC, 0xBE)));

    private static uint Letters => Bits(
        UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter, UnicodeCategory.TitlecaseLetter, UnicodeCategory.ModifierLetter, UnicodeCategory.OtherLetter);

    private static uint Marks => Bits(UnicodeCategory.NonSpacingMark, UnicodeCategory.SpacingCombiningMark, UnicodeCategory.EnclosingMark);

    private static uint Numbers => Bits(UnicodeCategory.DecimalDigitNumber, UnicodeCategory.LetterNumber, UnicodeCategory.OtherNumber);

    private static uint Punctuation => Bits(
        UnicodeCategory.ConnectorPunctuation, UnicodeCategory.DashPunctuation, UnicodeCategory.OpenPunctuation, UnicodeCategory.ClosePunctuation,
        UnicodeCategory.InitialQuotePunctuation, UnicodeCategory.FinalQuotePunctuation, UnicodeCategory.OtherPunctuation);

    private static uint Symbols => Bits(UnicodeCategory.MathSymbol, UnicodeCategory.CurrencySymbol, UnicodeCategory.ModifierSymbol, UnicodeCategory.OtherSymbol);

    private static uint Separators => Bits(UnicodeCategory.SpaceSeparator, UnicodeCategory.LineSeparator, UnicodeCategory.ParagraphSeparator);

    private static uint Others => Bits(
        UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.Surrogate, UnicodeCategory.PrivateUse, UnicodeCategory.OtherNotAssigned);

    /// <summary>The set that a name in <c>\p{...}</c> stands for, or null; case, spaces, hyphens and underscores do not count.</summary>
    public static CodePointRanges? Find(string name)
    {
        string plain = name.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        foreach ((string shortName, string longName, uint categories) in Categories)
        {
            if (plain == shortName || plain == longName)
            {
                return CodePointRanges.OfCategories(categories);
            }
        }

        return plain switch
        {
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

    private static uint Bits(params ReadOnlySpan<UnicodeCategory> categories)
    {
        uint bits = 0;
        foreach (var category in categories)
        {
            bits |= 1u << (int)category;
        }

        return bits;
    }
}
