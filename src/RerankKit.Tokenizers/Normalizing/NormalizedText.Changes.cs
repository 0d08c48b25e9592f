namespace RerankKit.Tokenizers;

internal sealed partial class NormalizedText
{
    private int _read;

    /// <summary>Drops what has any of the <paramref name="traits"/>.</summary>
    public void Remove(CharacterTraits traits)
    {
        int kept = 0;
        bool rewriting = false;
        for (int i = 0; i < Length;)
        {
            int c = CodePoint.At(Text, i, out int width);
            if ((CharacterTable.Of(c) & traits) != CharacterTraits.None)
            {
                if (!rewriting)
                {
                    BeginRewrite(Length);
                    rewriting = true;
                }

                Copy(kept, i);
                kept = i + width;
            }

            i += width;
        }

        if (rewriting)
        {
            Copy(kept, Length);
            EndRewrite();
        }
    }

    /// <summary>Puts <paramref name="prefix"/> before the text; it stands for the same as the first character. Nothing happens to an empty text.</summary>
    public void Prepend(ReadOnlySpan<char> prefix)
    {
        if (Length > 0)
        {
            BeginRewrite(Length + prefix.Length);
            Append(prefix, 0);
            Copy(0, Length);
            EndRewrite();
        }
    }

    /// <summary>Keeps only a range of the text.</summary>
    public void Slice(int start, int end)
    {
        BeginRewrite(end - start);
        Copy(start, end);
        EndRewrite();
    }

    /// <summary>Lower-cases every character by itself.</summary>
    public void ToLower()
    {
        Span<char> text = InPlace;
        bool expands = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c < 0x80)
            {
                text[i] = (uint)(c - 'A') < 26 ? (char)(c | 0x20) : c;
                continue;
            }

            int codePoint = CodePoint.At(text, i, out int width);
            if ((CharacterTable.Of(codePoint) & CharacterTraits.Uppercase) != CharacterTraits.None)
            {
                expands |= codePoint == CharacterTable.DottedCapitalI;
                new System.Text.Rune(CharacterTable.ToLower(codePoint)).EncodeToUtf16(text[i..]);
            }

            i += width - 1;
        }

        if (expands)
        {
            ExpandDottedCapitalI();
        }
    }

    /// <summary>Begins a rewrite in the terms of the reference: <see cref="Change"/> is called for every character of the result.</summary>
    private void BeginChanges()
    {
        BeginRewrite(Length);
        _read = 0;
    }

    /// <summary>Appends a character of the result.</summary>
    /// <param name="codePoint">The character.</param>
    /// <param name="change">1 when it is new, 0 when it replaces one, -n when it replaces one and n more vanish.</param>
    private void Change(int codePoint, int change)
    {
        int source = change > 0 ? _read - 1 : _read;
        if (codePoint < 0x10000)
        {
            Append((char)codePoint, source);
        }
        else
        {
            Span<char> pair = stackalloc char[2];
            new System.Text.Rune(codePoint).EncodeToUtf16(pair);
            Append(pair, source);
        }

        for (; change <= 0 && _read < Length; change++)
        {
            CodePoint.At(Text, _read, out int width);
            _read += width;
        }
    }

    private void ExpandDottedCapitalI()
    {
        BeginRewrite(Length + 16);
        int copied = 0;
        for (int i; (i = Text[copied..].IndexOf((char)CharacterTable.DottedCapitalI)) >= 0;)
        {
            i += copied;
            Copy(copied, i);
            Append("i\u0307", i);
            copied = i + 1;
        }

        Copy(copied, Length);
        EndRewrite();
    }
}
