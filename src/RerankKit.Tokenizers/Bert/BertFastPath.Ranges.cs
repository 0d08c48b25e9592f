using System.Buffers;

namespace RerankKit.Tokenizers;

/// <content>With ranges: plain ASCII is what it stands for, character by character.</content>
internal sealed partial class BertFastPath
{
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\n\r");

    /// <summary>Encodes from <paramref name="position"/> on, where no word is open, until the text is no longer plain ASCII or there are more tokens than <paramref name="limit"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="position">Where to begin.</param>
    /// <param name="offset">Where <paramref name="text"/> begins; token ranges are counted from there.</param>
    /// <param name="tokens">Receives the tokens.</param>
    /// <param name="limit">Tokens that matter.</param>
    /// <returns>Where the first word begins that was not encoded.</returns>
    public int EncodePlain(ReadOnlySpan<char> text, int position, int offset, TokenBuffer tokens, int limit)
    {
        int word = position;
        while (position < text.Length && tokens.Count <= limit)
        {
            if (position <= text.Length - BlockLength && TryEncodeBlock(text, position, offset, ref word, tokens))
            {
                position += BlockLength;
                continue;
            }

            for (int until = Math.Min(text.Length, position + BlockLength); position < until; position++)
            {
                char c = text[position];
                if (char.IsAsciiLetterOrDigit(c))
                {
                    continue;
                }

                bool isBlank = Blanks.Contains(c);
                if (!isBlank && c is not (>= '!' and <= '~'))
                {
                    return word;
                }

                if (word < position)
                {
                    AddAsciiWord(text, word, position, offset, tokens);
                }

                word = position + 1;
                if (!isBlank)
                {
                    tokens.Add(_single[c], offset + position, offset + word);
                }
            }
        }

        if (position == text.Length && word < position && tokens.Count <= limit)
        {
            AddAsciiWord(text, word, position, offset, tokens);
            word = position;
        }

        return word;
    }

    /// <summary>Where, from <paramref name="position"/> on, words of other characters end and a stretch of ASCII begins: at a blank, before which nothing depends on what follows.</summary>
    public static int EndOfOthers(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length)
        {
            int blank = text[position..].IndexOfAny(Blanks);
            if (blank < 0)
            {
                return text.Length;
            }

            position += blank;
            int other = text.Slice(position, Math.Min(BlockLength, text.Length - position)).IndexOfAnyExceptInRange('\0', '\u007F');
            if (other < 0)
            {
                return position;
            }

            position += other;
        }

        return position;
    }
}
