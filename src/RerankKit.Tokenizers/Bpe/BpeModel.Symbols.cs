using System.Text;

namespace RerankKit.Tokenizers;

/// <content>What a piece is spelled with before anything is merged.</content>
internal sealed partial class BpeModel
{
    private readonly bool _undecorated;
    private readonly bool _splitsAtMarks;
    private readonly int _unknownId;
    private readonly int[]? _byteFallbackIds;
    private readonly int[] _byteIds;
    private readonly int[] _characterIds = [];

    private void Spell(ReadOnlySpan<char> piece, ref BpeSymbols symbols)
    {
        if (_settings.ByteLevel)
        {
            SpellBytes(piece, ref symbols);
        }
        else
        {
            SpellCharacters(piece, ref symbols);
        }

        symbols.FlushUnknown(_unknownId);
    }

    private void SpellBytes(ReadOnlySpan<char> piece, ref BpeSymbols symbols)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (int at = 0; at < piece.Length;)
        {
            int width = 1;
            int count = 1;
            if (piece[at] < 0x80)
            {
                bytes[0] = (byte)piece[at];
            }
            else
            {
                Rune.DecodeFromUtf16(piece[at..], out Rune rune, out width);
                count = rune.EncodeToUtf8(bytes);
            }

            for (int i = 0; i < count; i++)
            {
                int id = _byteIds[bytes[i]];
                if (id >= 0 && _undecorated)
                {
                    symbols.FlushUnknown(_unknownId);
                    symbols.Add(id, at, at + width);
                }
                else
                {
                    bool isFirst = at == 0 && i == 0;
                    bool isLast = at + width == piece.Length && i == count - 1;
                    SpellDecorated([ByteAlphabet.CharacterOf(bytes[i])], at, at + width, isFirst, isLast, ref symbols);
                }
            }

            at += width;
        }
    }

    private void SpellCharacters(ReadOnlySpan<char> piece, ref BpeSymbols symbols)
    {
        for (int at = 0; at < piece.Length;)
        {
            int width = char.IsHighSurrogate(piece[at]) ? 2 : 1;
            int id = width == 1 ? _characterIds[piece[at]] : _vocabulary.IdOf(piece.Slice(at, 2));
            if (id >= 0 && _undecorated)
            {
                symbols.FlushUnknown(_unknownId);
                symbols.Add(id, at, at + width);
            }
            else
            {
                SpellDecorated(piece.Slice(at, width), at, at + width, at == 0, at + width == piece.Length, ref symbols);
            }

            at += width;
        }
    }

    // The seldom way: with a prefix or suffix, or a symbol that the vocabulary lacks.
    private void SpellDecorated(scoped ReadOnlySpan<char> symbol, int start, int end, bool isFirst, bool isLast, ref BpeSymbols symbols)
    {
        ReadOnlySpan<char> prefix = isFirst ? "" : _settings.ContinuingSubwordPrefix;
        ReadOnlySpan<char> suffix = isLast ? _settings.EndOfWordSuffix : "";
        int length = prefix.Length + symbol.Length + suffix.Length;
        Span<char> text = length <= 64 ? stackalloc char[64] : new char[length];
        text = text[..length];
        prefix.CopyTo(text);
        symbol.CopyTo(text[prefix.Length..]);
        suffix.CopyTo(text[(prefix.Length + symbol.Length)..]);

        int id = _vocabulary.IdOf(text);
        if (id >= 0)
        {
            symbols.FlushUnknown(_unknownId);
            symbols.Add(id, start, end);
        }
        else if (_byteFallbackIds is null || !symbols.TryAddBytes(_byteFallbackIds, text, start, end))
        {
            symbols.AddUnknown(_unknownId >= 0 || _settings.UnknownToken is null ? _unknownId : throw NoUnknownToken(text), start, end, _settings.FuseUnknown);
        }
    }

    // The most symbols that a piece may be spelled with: one for each byte, and those of the prefix and suffix when they fall back to bytes too.
    private int SymbolsFor(ReadOnlySpan<char> piece)
    {
        int bytes = Encoding.UTF8.GetByteCount(piece);
        if (_byteFallbackIds is null || (_undecorated && !_settings.ByteLevel))
        {
            return bytes;
        }

        int prefix = Encoding.UTF8.GetByteCount(_settings.ContinuingSubwordPrefix);
        return checked((bytes * (2 + prefix)) + Encoding.UTF8.GetByteCount(_settings.EndOfWordSuffix));
    }

    private int WholeToken(ReadOnlySpan<char> piece)
    {
        int id;
        if (_settings.ByteLevel)
        {
            int count = Encoding.UTF8.GetByteCount(piece);
            if (count > _vocabulary.LongestToken)
            {
                return -1;
            }

            Span<byte> bytes = count <= 256 ? stackalloc byte[256] : new byte[count];
            Span<char> text = count <= 256 ? stackalloc char[256] : new char[count];
            Encoding.UTF8.GetBytes(piece, bytes);
            for (int i = 0; i < count; i++)
            {
                text[i] = ByteAlphabet.CharacterOf(bytes[i]);
            }

            id = _vocabulary.IdOf(text[..count]);
        }
        else
        {
            id = piece.Length > _vocabulary.LongestToken ? -1 : _vocabulary.IdOf(piece);
        }

        return _hiddenIds.Contains(id) ? -1 : id;
    }

    private InvalidOperationException NoUnknownToken(ReadOnlySpan<char> text) =>
        new($"No token of the vocabulary covers \"{text}\", and unk_token (\"{_settings.UnknownToken}\") is not in the vocabulary either.");

    private int[] FindByteIds() => [.. Enumerable.Range(0, 256).Select(value => _vocabulary.IdOf([ByteAlphabet.CharacterOf((byte)value)]))];

    private int[] FindCharacterIds() => [.. Enumerable.Range(0, char.MaxValue + 1).Select(unit => _vocabulary.IdOf([(char)unit]))];

    // Whether all tokens that merges yield have word marks at their beginning only, and the mark itself is a token.
    private bool MarksOnlyBeginTokens(IReadOnlyList<KeyValuePair<string, string>> merges) =>
        _undecorated && !_settings.IgnoreMerges && _characterIds[WordMark] >= 0
        && merges.All(merge => (merge.Value[0] != WordMark || merge.Key.All(unit => unit == WordMark)) && !merge.Value.TrimStart(WordMark).Contains(WordMark, StringComparison.Ordinal));
}
