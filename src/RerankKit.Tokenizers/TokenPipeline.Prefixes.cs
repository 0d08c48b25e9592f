namespace RerankKit.Tokenizers;

/// <content>When only the first tokens of a long text matter, normalizing and cutting all of it is most of the work.</content>
internal sealed partial class TokenPipeline
{
    /// <summary>Characters that a token has at most in most texts: the first prefix is rarely too short.</summary>
    private const int CharactersPerToken = 8;

    /// <summary>Each prefix is so many times longer than the one before, so that all failures together cost less than the last success.</summary>
    private const int Growth = 4;

    /// <summary>Encodes a prefix that ends at a <see cref="TextCut"/>; its tokens are the first ones of the whole text.</summary>
    /// <returns>True when it had more than <paramref name="limit"/> tokens.</returns>
    private bool TryEncodePrefix(ReadOnlySpan<char> text, TokenBuffer tokens, int limit)
    {
        // The fast path stops by itself.
        if (!_mayReadPrefixes || (_fastPath is not null && !tokens.TracksOffsets) || !ReadsPrefixes())
        {
            return false;
        }

        for (long length = CharactersPerToken * ((long)limit + 8); length < text.Length / 2; length *= Growth)
        {
            int cut = TextCut.Find(text, (int)length);
            if (cut < 0)
            {
                return false;
            }

            EncodeAll(text[..cut], tokens, limit);
            if (tokens.Count > limit)
            {
                return true;
            }
        }

        return false;
    }

    // Asked for the first time when it matters: to find out takes the tables of characters, which the fast path gets along without.
    private bool ReadsPrefixes()
    {
        if (_readsPrefixes == 0)
        {
            _readsPrefixes = KeepsCuts() ? 1 : -1;
        }

        return _readsPrefixes > 0;
    }

    /// <summary>Whether every part leaves a <see cref="TextCut"/> what it is, and tokens end there.</summary>
    private bool KeepsCuts()
    {
        if (_preTokenizer is not { EndsPiecesAtCuts: true } || !Added.KeepsCuts || _normalizer is { KeepsCuts: false })
        {
            return false;
        }

        NormalizedText probe = new();
        probe.Reset(TextCut.Probe, 0, trackOffsets: false);
        _normalizer?.Normalize(probe);
        return probe.Text.EndsWith(TextCut.Probe, StringComparison.OrdinalIgnoreCase);
    }
}
