using System.Runtime.CompilerServices;
using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>BERT's normalizer and pre-tokenizer, character by character. Immutable and thread-safe; one for each of the normalizer's settings.</summary>
internal sealed class BertCharacterMap
{
    private static readonly BertCharacterMap?[] Maps = new BertCharacterMap?[16];

    private readonly BertNormalizer _normalizer;
    private readonly BertCharacterKind[] _kinds = new BertCharacterKind[0x10000];
    private readonly char[] _mapped = new char[0x10000];
    private readonly Dictionary<char, string> _several = [];

    private BertCharacterMap(BertNormalizer normalizer)
    {
        _normalizer = normalizer;
        NormalizedText text = new();
        for (int c = 0; c < _kinds.Length; c++)
        {
            if (char.IsSurrogate((char)c))
            {
                _kinds[c] = BertCharacterKind.Surrogate;
                continue;
            }

            _kinds[c] = Map(c, text);
            if (_kinds[c] == BertCharacterKind.Several)
            {
                _several.Add((char)c, text.Text.ToString());
            }
            else if (text.Length > 0)
            {
                _mapped[c] = text.Text[0];
            }
        }
    }

    /// <summary>The map of a normalizer; built on first use, in a few milliseconds.</summary>
    public static BertCharacterMap Of(BertNormalizer normalizer)
    {
        int settings = (normalizer.CleanText ? 1 : 0) | (normalizer.HandleChineseCharacters ? 2 : 0) | (normalizer.StripAccents ? 4 : 0) | (normalizer.Lowercase ? 8 : 0);
        return Maps[settings] ??= new(normalizer);
    }

    /// <summary>The kind of a UTF-16 unit and, unless it is several, what it becomes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BertCharacterKind Map(char c, out char mapped)
    {
        mapped = _mapped[c];
        return _kinds[c];
    }

    /// <summary>What a character becomes that becomes several.</summary>
    public string Several(char c) => _several[c];

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
}
