namespace RerankKit.Tokenizers;

/// <summary>
/// Prepares text as the SentencePiece library does: the longest key of the character map at each place is replaced, user-defined pieces
/// stay, white space is collapsed and written as U+2581, and the text gets a space at its beginning or end.
/// </summary>
internal sealed class SentencePieceNormalizer : INormalizer
{
    private const char WordMark = '\u2581';

    private readonly Charsmap? _map;
    private readonly CharTrie? _userDefined;
    private readonly bool _addDummyPrefix;
    private readonly bool _removeExtraWhiteSpace;
    private readonly bool _whiteSpaceIsSuffix;
    private readonly char _space;

    public SentencePieceNormalizer(SentencePieceFile file, CharTrie? userDefined)
    {
        _map = file.Charsmap.Length == 0 ? null : Charsmap.Read(file.Charsmap);
        _userDefined = userDefined;
        _addDummyPrefix = file.AddDummyPrefix;
        _removeExtraWhiteSpace = file.RemoveExtraWhiteSpace;
        _whiteSpaceIsSuffix = file.WhiteSpaceIsSuffix;
        _space = file.EscapeWhiteSpace ? WordMark : ' ';
    }

    public void Normalize(NormalizedText text)
    {
        ReadOnlySpan<char> source = text.Text;
        int at = _removeExtraWhiteSpace ? EndOfLeadingSpace(source) : 0;
        text.BeginRewrite(source.Length + 8);
        if (at < source.Length)
        {
            Rewrite(text, source, at);
        }

        text.EndRewrite();
    }

    private void Rewrite(NormalizedText text, ReadOnlySpan<char> source, int at)
    {
        // Spaces are held back: at the end of the text they are dropped, with the one put before it if there is nothing else.
        int spaces = _addDummyPrefix && !_whiteSpaceIsSuffix ? 1 : 0;
        int spacesFrom = at;
        bool afterSpace = _removeExtraWhiteSpace;
        while (at < source.Length)
        {
            int length = FindPrefix(source[at..], out ReadOnlySpan<char> replacement);
            if (afterSpace)
            {
                replacement = replacement.TrimStart(' ');
            }

            foreach (char c in replacement)
            {
                char written = c == ' ' ? _space : c;
                if (_removeExtraWhiteSpace && written == _space)
                {
                    spacesFrom = spaces++ == 0 ? at : spacesFrom;
                    continue;
                }

                AppendSpaces(text, ref spaces, spacesFrom);
                text.Append(written, at);
            }

            if (!replacement.IsEmpty)
            {
                afterSpace = _removeExtraWhiteSpace && replacement[^1] == ' ';
            }

            at += length;
        }

        if (!_removeExtraWhiteSpace)
        {
            AppendSpaces(text, ref spaces, spacesFrom);
        }

        if (_addDummyPrefix && _whiteSpaceIsSuffix)
        {
            text.Append(_space, source.Length - 1);
        }
    }

    private void AppendSpaces(NormalizedText text, ref int spaces, int source)
    {
        for (; spaces > 0; spaces--)
        {
            text.Append(_space, source);
        }
    }

    private int EndOfLeadingSpace(ReadOnlySpan<char> source)
    {
        int at = 0;
        while (at < source.Length)
        {
            int length = FindPrefix(source[at..], out ReadOnlySpan<char> replacement);
            if (replacement is not " ")
            {
                break;
            }

            at += length;
        }

        return at;
    }

    // The length of what is replaced as one, and its replacement.
    private int FindPrefix(ReadOnlySpan<char> source, out ReadOnlySpan<char> replacement)
    {
        int length = _userDefined?.LongestPrefix(source) ?? 0;
        if (length == 0 && _map is not null && _map.FindLongest(source, out int keyLength) is >= 0 and int found)
        {
            replacement = _map.TextOf(found);
            return keyLength;
        }

        length = length > 0 ? length : char.IsHighSurrogate(source[0]) && source.Length > 1 ? 2 : 1;
        replacement = source[..length];
        return length;
    }
}
