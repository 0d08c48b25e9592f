namespace RerankKit.Tokenizers;

/// <summary>SentencePiece's treatment of spaces: each becomes a visible sign, and pieces begin with it.</summary>
/// <param name="replacement">The sign, one code point; usually U+2581.</param>
/// <param name="scheme">Before which pieces it is put in addition.</param>
/// <param name="split">Whether to cut before each sign.</param>
internal sealed class MetaspacePreTokenizer(string replacement, PrependScheme scheme, bool split) : IPreTokenizer
{
    public string Replacement => replacement;

    public PrependScheme Scheme => scheme;

    public bool NeedsOffsets => scheme == PrependScheme.First;

    public bool EndsPiecesAtCuts => split;

    public void Split(PreTokenizedText text)
    {
        var normalized = text.Text;
        text.BeginSplit();
        normalized.BeginRewrite(normalized.Length + text.Count);
        foreach (var piece in text.Pieces)
        {
            int start = normalized.Written;
            if (piece.IsToken)
            {
                normalized.Copy(piece.Start, piece.End);
                text.AddToken(start, normalized.Written, piece.TokenId);
            }
            else
            {
                Rewrite(text, normalized, piece);
            }
        }

        normalized.EndRewrite();
        text.EndSplit();
    }

    private void Rewrite(PreTokenizedText text, NormalizedText normalized, Piece piece)
    {
        int start = normalized.Written;
        ReadOnlySpan<char> source = normalized.Text[piece.Start..piece.End];
        if (Prepends(normalized, source, piece))
        {
            normalized.Append(replacement, piece.Start);
        }

        for (int i = 0; i < source.Length;)
        {
            int next = source[i..].IndexOf(' ');
            int end = next < 0 ? source.Length : i + next;
            if (i < end)
            {
                CopyAndCut(text, normalized, ref start, source[i..end], piece.Start + i);
            }

            if (next >= 0)
            {
                Cut(text, normalized, ref start);
                normalized.Append(replacement, piece.Start + end);
                end++;
            }

            i = end;
        }

        text.AddPiece(start, normalized.Written);
    }

    /// <summary>Copies a stretch without spaces, which may hold the sign itself.</summary>
    private void CopyAndCut(PreTokenizedText text, NormalizedText normalized, ref int start, ReadOnlySpan<char> stretch, int position)
    {
        int copied = 0;
        if (split)
        {
            for (int found; (found = stretch[copied..].IndexOf(replacement, StringComparison.Ordinal)) >= 0;)
            {
                normalized.Copy(position + copied, position + copied + found);
                Cut(text, normalized, ref start);
                copied += found;
                normalized.Copy(position + copied, position + copied + replacement.Length);
                copied += replacement.Length;
            }
        }

        normalized.Copy(position + copied, position + stretch.Length);
    }

    private void Cut(PreTokenizedText text, NormalizedText normalized, ref int start)
    {
        if (split)
        {
            text.AddPiece(start, normalized.Written);
            start = normalized.Written;
        }
    }

    private bool Prepends(NormalizedText normalized, ReadOnlySpan<char> source, Piece piece)
    {
        if (scheme == PrependScheme.Never || source[0] == ' ' || source.StartsWith(replacement, StringComparison.Ordinal))
        {
            return false;
        }

        return scheme == PrependScheme.Always || normalized.OriginalRange(piece.Start, piece.End).Start == 0;
    }
}
