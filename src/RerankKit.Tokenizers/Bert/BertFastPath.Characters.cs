namespace RerankKit.Tokenizers;

/// <content>Character by character.</content>
internal sealed partial class BertFastPath
{
    /// <summary>Encodes from <paramref name="position"/> on, where no word is open, at least up to <paramref name="until"/> and to the end of the word there.</summary>
    /// <returns>Where no word is open again, or -1 when the text needs the general path.</returns>
    private int EncodeCharacters(ReadOnlySpan<char> text, int position, int until, TokenBuffer tokens)
    {
        OpenWord word = new();
        int i = position;
        for (; i < text.Length && (i < until || word.Length > 0); i++)
        {
            char c = text[i];
            var kind = _map.Map(c, out char mapped);
            if (kind == BertCharacterKind.Letter)
            {
                Append(mapped, ref word, tokens);
                continue;
            }

            if (kind == BertCharacterKind.Surrogate)
            {
                bool isPair = i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]);
                if (!EncodeRare(isPair ? char.ConvertToUtf32(c, text[i + 1]) : 0xFFFD, ref word, tokens))
                {
                    return -1;
                }

                i += isPair ? 1 : 0;
                continue;
            }

            if (kind == BertCharacterKind.Several)
            {
                foreach (char part in _map.Several(c))
                {
                    Append(part, ref word, tokens);
                }
            }
            else if (kind != BertCharacterKind.Removed)
            {
                if (kind == BertCharacterKind.Entangled)
                {
                    return -1;
                }

                Close(ref word, tokens);
                if (kind == BertCharacterKind.Alone)
                {
                    _model.Tokenize([mapped], 0, tokens);
                }
            }
        }

        Close(ref word, tokens);
        return i;
    }

    /// <summary>Encodes a character beyond the basic plane, or what stands for an unpaired surrogate.</summary>
    private bool EncodeRare(int codePoint, ref OpenWord word, TokenBuffer tokens)
    {
        var text = tokens.Pipeline.Text;
        var kind = _map.Map(codePoint, text);
        switch (kind)
        {
            case BertCharacterKind.Letter or BertCharacterKind.Several:
                for (int i = 0; i < text.Length; i++)
                {
                    Append(text.Text[i], ref word, tokens);
                }

                return true;
            case BertCharacterKind.Removed:
                return true;
            case BertCharacterKind.Space:
                Close(ref word, tokens);
                return true;
            case BertCharacterKind.Alone:
                Close(ref word, tokens);
                _model.Tokenize(text.Text, 0, tokens);
                return true;
            default:
                return false;
        }
    }

    private void Append(char c, ref OpenWord word, TokenBuffer tokens)
    {
        word.IsPlain &= c is > '\0' and < '\u0080';
        word.Characters += char.IsLowSurrogate(c) ? 0 : 1;

        // The rest of a word that is too long does not matter: it is unknown.
        if (word.Characters <= _model.MaxCharactersPerWord || word.Length == 0)
        {
            tokens.Word(Math.Max(word.Length + 1, AsciiWords.MaxLength))[word.Length] = c;
            word.Length++;
        }
    }

    private void Close(ref OpenWord word, TokenBuffer tokens)
    {
        if (word.Length == 0)
        {
            return;
        }

        if (word.Characters > _model.MaxCharactersPerWord)
        {
            tokens.Add(_model.UnknownId, 0, 0);
        }
        else if (word.IsPlain && word.Length <= AsciiWords.MaxLength)
        {
            _words.Tokenize(AsciiWords.Key(ref tokens.Word(AsciiWords.MaxLength)[0], word.Length, lowercase: false), word.Length, start: 0, tokens);
        }
        else
        {
            _model.Tokenize(tokens.Word(word.Length)[..word.Length], 0, tokens);
        }

        word = new();
    }

    /// <summary>A word that is still being read into <see cref="TokenBuffer.Word"/>.</summary>
    private struct OpenWord()
    {
        /// <summary>UTF-16 units kept.</summary>
        public int Length;

        /// <summary>Code points, those not kept included.</summary>
        public int Characters;

        /// <summary>Whether all are ASCII and none is NUL.</summary>
        public bool IsPlain = true;
    }
}
