namespace RerankKit.Tokenizers;

/// <summary>
/// Finds the tokens with the greatest sum of scores (Kudo 2018, "Subword Regularization"; Viterbi), with the tie-breaking of the reference:
/// tokens are tried by ascending start, then length, and only a strictly better path replaces another. Immutable and thread-safe.
/// </summary>
/// <param name="trie">The tokens.</param>
/// <param name="scores">The score of each token.</param>
/// <param name="unknownScore">That of a character that no token covers.</param>
/// <param name="unknownId">The id of such a character; -1 where there is none.</param>
/// <param name="isSingle">Whether sums are kept in single precision, as the SentencePiece library does; they are compared in double.</param>
internal sealed class UnigramPath(CharTrie trie, double[] scores, double unknownScore, int unknownId, bool isSingle)
{
    /// <summary>How much worse than the worst token an unknown character is.</summary>
    public const double UnknownPenalty = 10.0;

    /// <summary>Fills, for each place at which a token of the best path ends, where it begins and its id.</summary>
    /// <param name="piece">The text, without unpaired surrogates.</param>
    /// <param name="scratch">Working memory.</param>
    /// <param name="from">Receives the places; one more than the text is long.</param>
    /// <param name="ids">Receives the ids, likewise.</param>
    /// <exception cref="InvalidOperationException">No token covers a character, and there is no unknown token.</exception>
    public void Find(ReadOnlySpan<char> piece, ModelScratch scratch, out Span<int> from, out Span<int> ids)
    {
        Span<int> path = scratch.Integers(2 * (piece.Length + 1));
        from = path[..(piece.Length + 1)];
        ids = path[(piece.Length + 1)..];
        Span<double> best = scratch.Scores(piece.Length + 1);
        from.Fill(-1);
        best[0] = 0;
        for (int begin = 0; begin < piece.Length;)
        {
            double soFar = best[begin];
            int next = begin + (char.IsHighSurrogate(piece[begin]) ? 2 : 1);
            bool hasSingle = false;
            int node = CharTrie.Root;
            for (int end = begin; end < piece.Length;)
            {
                node = trie.Next(node, piece[end]);
                if (node < 0)
                {
                    break;
                }

                end++;
                int id = trie.TokenAt(node);
                if (id < 0)
                {
                    continue;
                }

                double score = soFar + scores[id];
                if (from[end] < 0 || score > best[end])
                {
                    best[end] = isSingle ? (float)score : score;
                    from[end] = begin;
                    ids[end] = id;
                }

                hasSingle |= end == next;
            }

            if (!hasSingle)
            {
                double score = isSingle ? (float)(soFar + unknownScore) : soFar + unknownScore;
                if (from[next] < 0 || score > best[next])
                {
                    best[next] = score;
                    from[next] = begin;
                    ids[next] = unknownId >= 0 ? unknownId : throw NoUnknownToken(piece[begin..next]);
                }
            }

            begin = next;
        }
    }

    private static InvalidOperationException NoUnknownToken(ReadOnlySpan<char> text) =>
        new($"No token of the vocabulary covers \"{text}\", and the tokenizer file names no unknown token (model.unk_id is null).");
}
