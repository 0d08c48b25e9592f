namespace RerankKit.Tokenizers;

/// <summary>From text to the tokens of its content: added tokens, normalizer, pre-tokenizer, model. Immutable and thread-safe.</summary>
internal sealed partial class TokenPipeline
{
    private readonly INormalizer? _normalizer;
    private readonly IPreTokenizer? _preTokenizer;
    private readonly BertFastPath? _fastPath;
    private readonly bool _needsOffsets;
    private readonly bool _mayReadPrefixes;
    private volatile int _readsPrefixes;

    /// <param name="definition">The parts.</param>
    /// <param name="parsesSpecialTokens">Whether special tokens in text become special tokens.</param>
    /// <param name="allowFastPath">False leaves out what is only faster, to test one against the other.</param>
    public TokenPipeline(TokenizerDefinition definition, bool parsesSpecialTokens, bool allowFastPath = true)
    {
        _normalizer = definition.Normalizer;
        (Model, _preTokenizer) = ByteLevelFusion.Fuse(definition.Model, definition.PreTokenizer);
        Added = new(definition.AddedTokens, definition.Normalizer, parsesSpecialTokens);
        _needsOffsets = definition.PreTokenizer?.NeedsOffsets ?? false;
        _fastPath = allowFastPath && Added.Normalized is null ? BertFastPath.Of(definition) : null;
        _mayReadPrefixes = allowFastPath;
    }

    public ITokenModel Model { get; }

    public AddedVocabulary Added { get; }

    /// <summary>Fills <paramref name="tokens"/>; stops once there are more than <paramref name="limit"/>.</summary>
    public void Encode(ReadOnlySpan<char> text, TokenBuffer tokens, int limit)
    {
        if (!TryEncodePrefix(text, tokens, limit))
        {
            EncodeAll(text, tokens, limit);
        }
    }

    private void EncodeAll(ReadOnlySpan<char> text, TokenBuffer tokens, int limit)
    {
        tokens.Clear();
        int position = 0;
        if (Added.Raw is { } raw)
        {
            int searched = 0;
            while (tokens.Count <= limit && raw.TryFind(text, ref searched, position, out int start, out int end, out int id))
            {
                EncodeSegment(text, position, start, tokens, limit);
                if (start < end)
                {
                    tokens.AddFound(id, start, end, text[start..end]);
                }

                position = end;
            }
        }

        EncodeSegment(text, position, text.Length, tokens, limit);
    }

    private void EncodeSegment(ReadOnlySpan<char> text, int start, int end, TokenBuffer tokens, int limit)
    {
        if (start >= end || tokens.Count > limit)
        {
            return;
        }

        ReadOnlySpan<char> segment = text[start..end];
        if (_fastPath is null)
        {
            EncodeInParts(segment, start, tokens, limit);
        }
        else if (tokens.TracksOffsets)
        {
            EncodePlainFast(_fastPath, segment, start, tokens, limit);
        }
        else if (!_fastPath.TryEncode(segment, tokens, limit))
        {
            EncodeInParts(segment, start, tokens, limit);
        }
    }

    // Plain ASCII in one pass, with ranges; what lies between goes through the parts.
    private void EncodePlainFast(BertFastPath fastPath, ReadOnlySpan<char> segment, int start, TokenBuffer tokens, int limit)
    {
        for (int position = 0; position < segment.Length && tokens.Count <= limit;)
        {
            position = fastPath.EncodePlain(segment, position, start, tokens, limit);
            int end = BertFastPath.EndOfOthers(segment, position);
            if (position < end && tokens.Count <= limit)
            {
                EncodeInParts(segment[position..end], start + position, tokens, limit);
            }

            position = end;
        }
    }

    // Normalizer, pre-tokenizer and model one after the other.
    private void EncodeInParts(ReadOnlySpan<char> segment, int start, TokenBuffer tokens, int limit)
    {
        var pipeline = tokens.Pipeline;
        pipeline.Text.Reset(segment, start, tokens.TracksOffsets || _needsOffsets);
        _normalizer?.Normalize(pipeline.Text);
        FindNormalizedTokens(pipeline);
        _preTokenizer?.Split(pipeline);
        int first = tokens.Count;
        foreach (var piece in pipeline.Pieces)
        {
            if (piece.IsToken)
            {
                tokens.AddFound(piece.TokenId, piece.Start, piece.End, pipeline.Text.Text[piece.Start..piece.End]);
            }
            else
            {
                Model.Tokenize(pipeline.Text.Text[piece.Start..piece.End], piece.Start, tokens);
            }

            if (tokens.Count > limit)
            {
                break;
            }
        }

        if (tokens.TracksOffsets)
        {
            for (int i = first; i < tokens.Count; i++)
            {
                (tokens.Starts[i], tokens.Ends[i]) = pipeline.Text.OriginalRange(tokens.Starts[i], tokens.Ends[i]);
            }
        }
    }

    private void FindNormalizedTokens(PreTokenizedText pipeline)
    {
        pipeline.BeginSplit();
        int position = 0;
        if (Added.Normalized is { } matcher)
        {
            int searched = 0;
            while (matcher.TryFind(pipeline.Text.Text, ref searched, position, out int start, out int end, out int id))
            {
                pipeline.AddPiece(position, start);
                if (start < end)
                {
                    pipeline.AddToken(start, end, id);
                }

                position = end;
            }
        }

        pipeline.AddPiece(position, pipeline.Text.Length);
        pipeline.EndSplit();
    }
}
