using System.Text;

namespace RerankKit;

/// <summary>The class and the folded form of every character.</summary>
/// <remarks>Built once per process from the runtime's own Unicode categories and the tables beside this file: no ICU, no culture.</remarks>
internal sealed class CharacterTable
{
    private const int ClassShift = 16;
    private static readonly Lazy<CharacterTable> LazyFolding = new(() => new(fold: true));
    private static readonly Lazy<CharacterTable> LazyLowerCasing = new(() => new(fold: false));
    private readonly uint[] _entries = new uint[char.MaxValue + 1];
    private readonly List<string> _expansions = [];
    private readonly bool _fold;

    private CharacterTable(bool fold)
    {
        _fold = fold;
        char[] forms = AllCharacters();
        LowerCasing.ToLower(forms);
        char[]? folded = fold ? FoldLetters() : null;
        for (int c = 0; c < forms.Length; c++)
        {
            char form = folded is null ? forms[c] : folded[forms[c]];
            CharacterClass kind = ClassOf((char)c, ref form);
            _entries[c] = Entry(kind, form);
        }

        // A final sigma is a sigma; a capital dotted I keeps its dot, as a mark, unless accents are folded.
        _entries['ς'] = Entry(CharacterClass.Word, 'σ');
        _entries['\u0130'] = Entry(CharacterClass.Word, 'i');
        if (fold)
        {
            AddExpansions(AccentFolding.ExpansionPairs(), forms);
        }
        else
        {
            AddExpansions([('\u0130', "i\u0307")], forms);
        }
    }

    /// <summary>Lower-cases and folds.</summary>
    public static CharacterTable Folding => LazyFolding.Value;

    /// <summary>Only lower-cases.</summary>
    public static CharacterTable LowerCasingOnly => LazyLowerCasing.Value;

    /// <summary>Whether marks after kana are joined to them.</summary>
    public bool Folds => _fold;

    /// <summary>The class of a character; <paramref name="form"/> is what to write for it, or which expansion.</summary>
    public CharacterClass Look(char c, out char form)
    {
        uint entry = _entries[c];
        form = (char)entry;
        return (CharacterClass)(entry >> ClassShift);
    }

    /// <summary>The text that an expanded character is written as.</summary>
    public string Expansion(char form) => _expansions[form];

    /// <summary>The class of a character beyond U+FFFF; <paramref name="form"/> is the code point to write for it.</summary>
    public CharacterClass Look(Rune rune, out Rune form)
    {
        form = new(LowerCasing.ToLower(rune.Value));
        return CharUnicodeInfo.GetUnicodeCategory(rune.Value) switch
        {
            UnicodeCategory.NonSpacingMark when _fold && rune.Value is >= 0xE0100 and <= 0xE01EF => CharacterClass.Dropped,
            UnicodeCategory.Format when _fold => CharacterClass.Dropped,
            UnicodeCategory category when !IsPartOfTerms(category) => CharacterClass.Separator,
            _ => SpacelessScripts.Contains(rune.Value) ? CharacterClass.Spaceless : CharacterClass.Word,
        };
    }

    private static uint Entry(CharacterClass kind, char form) => ((uint)kind << ClassShift) | form;

    private static bool IsPartOfTerms(UnicodeCategory category) => category <= UnicodeCategory.OtherNumber;

    private static char[] AllCharacters() => [.. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c)];

    private static char[] FoldLetters()
    {
        char[] folded = AllCharacters();
        foreach ((char from, char to) in AccentFolding.LetterPairs())
        {
            folded[from] = to;
        }

        return folded;
    }

    private CharacterClass ClassOf(char c, ref char form)
    {
        UnicodeCategory category = CharUnicodeInfo.GetUnicodeCategory(c);
        if (category == UnicodeCategory.Surrogate)
        {
            return CharacterClass.Surrogate;
        }

        if (_fold && AccentFolding.IsDropped(c, category))
        {
            return CharacterClass.Dropped;
        }

        if (category == UnicodeCategory.DecimalDigitNumber)
        {
            form = _fold ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)) : form;
            return CharacterClass.Word;
        }

        if (!IsPartOfTerms(category))
        {
            return CharacterClass.Separator;
        }

        return SpacelessScripts.Contains(c) ? CharacterClass.Spaceless : CharacterClass.Word;
    }

    private void AddExpansions(IEnumerable<(char From, string To)> pairs, char[] lowerCase)
    {
        foreach ((char from, string to) in pairs)
        {
            for (int c = 0; c < lowerCase.Length; c++)
            {
                if (lowerCase[c] == from)
                {
                    _entries[c] = Entry(CharacterClass.Expanded, (char)_expansions.Count);
                }
            }

            _expansions.Add(to);
        }
    }
}
