namespace RerankKit;

/// <summary>What folding does to a letter beyond lower-casing, independent of the machine's Unicode library.</summary>
/// <remarks>
/// Letters of the Latin, Greek, Cyrillic and Arabic scripts lose the marks of their canonical decomposition (Unicode, UAX #15):
/// there a mark is an accent or an optional vowel. Everywhere else (Devanagari, Thai, ...) marks are vowels and stay.
/// </remarks>
internal static class AccentFolding
{
    /// <summary>Each row: the letter that stays, then the letters that become it.</summary>
    private static readonly string[] Letters =
    [
        "aàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ",
        "bḃḅḇ",
        "cçćĉċčḉ",
        "dďḋḍḏḑḓ",
        "eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ",
        "fḟ",
        "gĝğġģǧǵḡ",
        "hĥȟḣḥḧḩḫẖ",
        "iìíîïĩīĭįǐȉȋḭḯỉị",
        "jĵǰ",
        "kķǩḱḳḵ",
        "lĺļľḷḹḻḽ",
        "mḿṁṃ",
        "nñńņňǹṅṇṉṋ",
        "oòóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ",
        "pṕṗ",
        "rŕŗřȑȓṙṛṝṟ",
        "sśŝşšșṡṣṥṧṩ",
        "tţťțṫṭṯṱẗ",
        "uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự",
        "vṽṿ",
        "wŵẁẃẅẇẉẘ",
        "xẋẍ",
        "yýÿŷȳẏẙỳỵỷỹ",
        "zźżžẑẓẕ",
        "αάἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ",
        "εέἐἑἒἓἔἕὲέ",
        "ηήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ",
        "ιΐίϊἰἱἲἳἴἵἶἷὶίιῐῑῒΐῖῗ",
        "οόὀὁὂὃὄὅὸό",
        "ρῤῥ",
        "υΰϋύὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ",
        "ωώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ",
        "ϒϓϔ",
        "аӑӓ",
        "гѓ",
        "еѐёӗ",
        "жӂӝ",
        "зӟ",
        "ийѝӣӥ",
        "кќ",
        "оӧ",
        "уўӯӱӳ",
        "чӵ",
        "ыӹ",
        "эӭ",
        "ії",
        "ѵѷ",
        "әӛ",
        "өӫ",
        "\u0627\u0622\u0623\u0625",
        "\u0648\u0624",
        "\u064A\u0626",
        "\u06C1\u06C2",
        "\u06D2\u06D3",
        "\u06D5\u06C0",

        // Letters with a stroke and other letters that people type without, as Lucene's ASCIIFoldingFilter folds them.
        "dđð",
        "hħ",
        "iıɨ",
        "lłŀ",
        "oøǿ",
        "sſẛ",
        "tŧ",
    ];

    /// <summary>Each row: the letters that become several, then a space and what they become.</summary>
    private static readonly string[] Expansions =
    [
        "æǣǽ ae",
        "œ oe",
        "ß ss",
        "þ th",
        "ĳ ij",
        "ŉ n",
        "ǆ dz",
        "ǉ lj",
        "ǌ nj",
        "ǳ dz",
        "ﬀ ff",
        "ﬁ fi",
        "ﬂ fl",
        "ﬃ ffi",
        "ﬄ ffl",
        "ﬅﬆ st",
        "\u0587 \u0565\u0582",
    ];

    /// <summary>Full-width forms of the half-width katakana U+FF66 to U+FF9D, in their order.</summary>
    private const string WideKatakana = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

    /// <summary>Every letter that becomes another, after lower-casing.</summary>
    public static IEnumerable<(char From, char To)> LetterPairs()
    {
        foreach (string row in Letters)
        {
            for (int i = 1; i < row.Length; i++)
            {
                yield return (row[i], row[0]);
            }
        }

        for (int i = 0; i < WideKatakana.Length; i++)
        {
            yield return ((char)(0xFF66 + i), WideKatakana[i]);
        }

        for (int i = 0; i < 26; i++)
        {
            yield return ((char)(0xFF41 + i), (char)('a' + i));
        }
    }

    /// <summary>Every letter that becomes several, after lower-casing.</summary>
    public static IEnumerable<(char From, string To)> ExpansionPairs()
    {
        foreach (string row in Expansions)
        {
            int space = row.IndexOf(' ', StringComparison.Ordinal);
            for (int i = 0; i < space; i++)
            {
                yield return (row[i], row[(space + 1)..]);
            }
        }
    }

    /// <summary>Whether folding drops a character: accents, optional vowel points, variation selectors, joiners, the Arabic tatweel.</summary>
    public static bool IsDropped(char c, UnicodeCategory category) => category switch
    {
        // The zero width space parts words; the other format characters stand inside them (UAX #29).
        UnicodeCategory.Format => c != '\u200B',
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => c is
            (>= '\u0300' and <= '\u036F') or (>= '\u1AB0' and <= '\u1AFF') or (>= '\u1DC0' and <= '\u1DFF') or
            (>= '\u20D0' and <= '\u20FF') or (>= '\uFE00' and <= '\uFE0F') or (>= '\uFE20' and <= '\uFE2F') or
            (>= '\u0483' and <= '\u0489') or (>= '\u2DE0' and <= '\u2DFF') or (>= '\uA66F' and <= '\uA69F') or // Cyrillic
            (>= '\u0591' and <= '\u05C7') or // Hebrew points
            (>= '\u0610' and <= '\u061A') or (>= '\u064B' and <= '\u0670') or (>= '\u06D6' and <= '\u06ED') or // Arabic points
            '\u3099' or '\u309A', // voicing marks that KanaVoicing did not find a kana for
        UnicodeCategory.ModifierLetter => c is '\u0640' or '\uFF9E' or '\uFF9F',
        _ => false,
    };
}
