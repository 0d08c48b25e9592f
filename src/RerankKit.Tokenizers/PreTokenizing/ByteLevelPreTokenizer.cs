namespace RerankKit.Tokenizers;

/// <summary>Cuts text with the pattern of GPT-2 and writes its UTF-8 bytes in the <see cref="ByteAlphabet"/>.</summary>
/// <param name="addPrefixSpace">Whether a piece that does not begin with a space gets one.</param>
/// <param name="useRegex">Whether pieces are cut.</param>
/// <param name="writeBytes">Whether bytes are written; not where the model that follows takes text and merges its bytes by itself.</param>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool useRegex, bool writeBytes) : IPreTokenizer
{
    public bool EndsPiecesAtCuts => useRegex;

    /// <summary>The same for a model that merges the bytes of text.</summary>
    public ByteLevelPreTokenizer WithoutBytes() => new(addPrefixSpace, useRegex, writeBytes: false);

    public void Split(PreTokenizedText text)
    {
        if (addPrefixSpace)
        {
            AddPrefixSpaces(text);
        }

        if (useRegex)
        {
            SplitWords(text);
        }

        if (writeBytes)
        {
            WriteBytes(text);
        }
    }

    private static void AddPrefixSpaces(PreTokenizedText text)
    {
        var source = text.Text;
        source.BeginRewrite(source.Length + text.Count);
        text.BeginSplit();
        foreach (var piece in text.Pieces)
        {
            int start = source.Written;
            if (!piece.IsToken && source.Text[piece.Start] != ' ')
            {
                source.Append(' ', piece.Start);
            }

            source.Copy(piece.Start, piece.End);
            text.KeepPiece(new Piece(start, source.Written, piece.TokenId));
        }

        source.EndRewrite();
        text.EndSplit();
    }

    private static void SplitWords(PreTokenizedText text)
    {
        ReadOnlySpan<char> source = text.Text.Text;
        text.BeginSplit();
        foreach (var piece in text.Pieces)
        {
            if (piece.IsToken)
            {
                text.KeepPiece(piece);
                continue;
            }

            ReadOnlySpan<char> part = source[piece.Start..piece.End];
            for (int at = 0; at < part.Length;)
            {
                int end = Gpt2Pattern.EndOfMatch(part, at);
                text.AddPiece(piece.Start + at, piece.Start + end);
                at = end;
            }
        }

        text.EndSplit();
    }

    private static void WriteBytes(PreTokenizedText text)
    {
        var source = text.Text;
        source.BeginRewrite(source.Length + (source.Length / 4));
        text.BeginSplit();
        foreach (var piece in text.Pieces)
        {
            int start = source.Written;
            if (piece.IsToken)
            {
                source.Copy(piece.Start, piece.End);
            }
            else
            {
                ByteLevelNormalizer.Rewrite(source, piece.Start, piece.End);
            }

            text.KeepPiece(new Piece(start, source.Written, piece.TokenId));
        }

        source.EndRewrite();
        text.EndSplit();
    }
}
