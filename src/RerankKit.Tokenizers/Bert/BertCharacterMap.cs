using System.Runtime.CompilerServices;
using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>BERT's normalizer and pre-tokenizer, character by character. Immutable and thread-safe; one for each of the normalizer's settings.</summary>
internal sealed class BertCharacterMap
{
    private const int PageBits = 7;
    private const int PageSize = 1 << PageBits;
    private static readonly BertCharacterMap?[] Maps = new BertCharacterMap?[16];

    private readonly BertNormalizer _normalizer;
    private readonly Page?[] _pages = new Page?[0x10000 / PageSize];

    private BertCharacterMap(BertNormalizer normalizer)
    {
        _normalizer = normalizer;
        _pages[0] = Ascii(normalizer);
    }

    /// <summary>The map of a normalizer.</summary>
    public static BertCharacterMap Of(BertNormalizer normalizer)
    {
        int settings = (normalizer.CleanText ? 1 : 0) | (normalizer.HandleChineseCharacters ? 2 : 0) | (normalizer.StripAccents ? 4 : 0) | (normalizer.Lowercase ? 8 : 0);
        return Maps[settings] ??= new(normalizer);
    }

    /// <summary>The kind of a UTF-16 unit and, unless it is several, what it becomes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BertCharacterKind Map(char c, out char mapped)
    {
        Page page = _pages[c >> PageBits] ?? Read(c >> PageBits);
        mapped = page.Mapped[c & (PageSize - 1)];
        return page.Kinds[c & (PageSize - 1)];
    }

    /// <summary>What a character becomes that becomes several.</summary>
    public string Several(char c) => _pages[c >> PageBits]!.Several[c];

    /// <summary>The kind of a character beyond the basic plane; <paramref name="text"/> holds what it becomes.</summary>
    public BertCharacterKind Map(int codePoint, NormalizedText text)
    {
        Span<char> units = stackalloc char[2];
        text.Reset(units[..new Rune(codePoint).EncodeToUtf16(units)], 0, trackOffsets: false);
        _normalizer.Normalize(text);
        bool isIdeograph = _normalizer.HandleChineseCharacters && CharacterTable.IsIdeograph(codePoint);
        if (isIdeograph)
        {
            text.Slice(1, text.Length - 1);
        }

        if (text.Length == 0)
        {
            return BertCharacterKind.Removed;
        }

        CodePoint.At(text.Text, 0, out int width);
        bool isSingle = width == text.Length;
        for (int i = 0; i < text.Length; i += width)
        {
            var traits = CharacterTable.Of(CodePoint.At(text.Text, i, out width));
            if (_normalizer.StripAccents && (traits & CharacterTraits.Reorders) != CharacterTraits.None)
            {
                return BertCharacterKind.Entangled;
            }

            if ((traits & (CharacterTraits.Whitespace | CharacterTraits.Punctuation)) != CharacterTraits.None || isIdeograph)
            {
                return !isSingle ? BertCharacterKind.Entangled : (traits & CharacterTraits.Whitespace) != CharacterTraits.None ? BertCharacterKind.Space : BertCharacterKind.Alone;
            }
        }

        return text.Length == 1 ? BertCharacterKind.Letter : BertCharacterKind.Several;
    }

    // Without the tables of characters, which plain English never needs.
    private static Page Ascii(BertNormalizer normalizer)
    {
        var page = new Page();
        for (int c = 0; c < PageSize; c++)
        {
            page.Mapped[c] = normalizer.Lowercase ? char.ToLowerInvariant((char)c) : (char)c;
            bool isSpace = c is ' ' or '\t' or '\n' or '\r' || (!normalizer.CleanText && c is '\v' or '\f');
            page.Kinds[c] = isSpace ? BertCharacterKind.Space
                : char.IsAsciiLetterOrDigit((char)c) ? BertCharacterKind.Letter
                : !char.IsControl((char)c) ? BertCharacterKind.Alone
                : normalizer.CleanText ? BertCharacterKind.Removed
                : BertCharacterKind.Letter;
        }

        return page;
    }

    // Two threads may both read it, and read the same.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Page Read(int index)
    {
        NormalizedText text = new();
        var page = new Page();
        for (int i = 0; i < PageSize; i++)
        {
            int c = (index << PageBits) + i;
            if (char.IsSurrogate((char)c))
            {
                page.Kinds[i] = BertCharacterKind.Surrogate;
                continue;
            }

            page.Kinds[i] = Map(c, text);
            if (page.Kinds[i] == BertCharacterKind.Several)
            {
                page.Several.Add((char)c, text.Text.ToString());
            }
            else if (text.Length > 0)
            {
                page.Mapped[i] = text.Text[0];
            }
        }

        Volatile.Write(ref _pages[index], page);
        return page;
    }

    private sealed class Page
    {
        public BertCharacterKind[] Kinds { get; } = new BertCharacterKind[PageSize];

        public char[] Mapped { get; } = new char[PageSize];

        public Dictionary<char, string> Several { get; } = [];
    }
}
