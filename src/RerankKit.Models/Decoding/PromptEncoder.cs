using System.Buffers;

namespace RerankKit.Models;

/// <summary>Lays out the prompt of one query with document after document.</summary>
internal sealed class PromptEncoder : ISequenceEncoder
{
    // What a query may take at most where it has a piece of its own, as FlagEmbedding and mxbai-rerank have it.
    private const double QueryShare = 0.75;
    private readonly HuggingFaceTokenizer _tokenizer;
    private readonly int[] _prefix;
    private readonly int[] _suffix;
    private readonly string _head;
    private readonly int _documentRoom;

    /// <summary>Encodes everything but the document.</summary>
    /// <param name="prompt">The template and its tokens.</param>
    /// <param name="maxLength">The longest sequence.</param>
    /// <param name="documentLimit">The most tokens of the document's piece; null for what fits.</param>
    /// <param name="query">The query.</param>
    /// <param name="instruction">The call's instruction; null for the template's.</param>
    /// <exception cref="ArgumentException">The instruction leaves no room for a document.</exception>
    public PromptEncoder(PromptTokens prompt, int maxLength, int? documentLimit, string query, string? instruction)
    {
        DecoderTemplate template = prompt.Template;
        _tokenizer = prompt.Tokenizer;
        _suffix = prompt.Suffix;
        int room = maxLength - prompt.Prefix.Length - prompt.Suffix.Length;
        int queryRoom = Math.Max(1, (int)(room * QueryShare));
        string? effective = instruction ?? template.DefaultInstruction;
        var tokens = new TokenBuffer();
        if (template.Query is not null)
        {
            string line = effective is null || template.InstructionLine is null ? "" : PromptPiece.Fill(template.InstructionLine, effective, query);
            _tokenizer.Encode(line + PromptPiece.Fill(template.Query, effective, query), tokens);
            QueryTruncation = Truncated(tokens.Count, queryRoom);
            _prefix = [.. prompt.Prefix, .. tokens.Ids[..Math.Min(tokens.Count, queryRoom)], .. prompt.Separator];
            _head = template.Document.Replace("{document}", "", StringComparison.Ordinal);
        }
        else
        {
            _prefix = prompt.Prefix;
            _tokenizer.Encode(query, tokens);
            QueryTruncation = Truncated(tokens.Count, queryRoom);
            _head = PromptPiece.Fill(template.Document, effective, QueryTruncation is null ? query : Shorten(query, queryRoom));
        }

        _tokenizer.Encode(_head, tokens);
        _documentRoom = Math.Min(
            maxLength - _prefix.Length - _suffix.Length, documentLimit is int limit ? tokens.Count + limit : int.MaxValue);
        if (_documentRoom <= tokens.Count)
        {
            throw new ArgumentException(Invariant(
                $"Prompt, instruction and query take {_prefix.Length + tokens.Count + _suffix.Length} of {maxLength} tokens and leave no room for a document. Shorten the instruction, or raise {nameof(InferenceOptions.MaxLength)}."));
        }
    }

    /// <inheritdoc/>
    public QueryTruncation? QueryTruncation { get; }

    /// <inheritdoc/>
    public bool Encode(string text, SequenceScratch scratch)
    {
        int length = _head.Length + text.Length;
        char[] prompt = ArrayPool<char>.Shared.Rent(length);
        _head.CopyTo(prompt);
        text.CopyTo(0, prompt, _head.Length, text.Length);
        TokenBuffer tokens = scratch.Tokens;
        _tokenizer.Encode(prompt.AsSpan(0, length), tokens, _documentRoom);
        ArrayPool<char>.Shared.Return(prompt);
        int kept = Math.Min(tokens.Count, _documentRoom);
        scratch.Length = _prefix.Length + kept + _suffix.Length;
        scratch.Reserve(scratch.Length);
        Span<int> ids = scratch.IdBuffer;
        _prefix.CopyTo(ids);
        tokens.Ids[..kept].CopyTo(ids[_prefix.Length..]);
        _suffix.CopyTo(ids[(_prefix.Length + kept)..]);
        scratch.TypeIdBuffer[..scratch.Length].Clear();
        return kept < tokens.Count;
    }

    private static QueryTruncation? Truncated(int tokens, int room) => tokens > room ? new() { TokensRead = room, TokenCount = tokens } : null;

    // Cuts the text where its tokens exceed the share, so that a query cannot push the document out.
    private string Shorten(string query, int room)
    {
        TokenizedText whole = _tokenizer.Encode(query, null, new() { AddSpecialTokens = false, MaxLength = room, Side = TruncationSide.Right });
        return query[..whole.Offsets[^1].End];
    }
}
