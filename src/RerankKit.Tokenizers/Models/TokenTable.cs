namespace RerankKit.Tokenizers;

/// <summary>Tokens and ids, both ways. Immutable once built.</summary>
internal sealed class TokenTable
{
    private readonly Dictionary<string, int> _ids;
    private readonly string?[] _tokens;

    /// <param name="ids">Kept, not copied.</param>
    public TokenTable(Dictionary<string, int> ids)
    {
        _ids = ids;
        int size = 0;
        foreach (int id in ids.Values)
        {
            size = Math.Max(size, id + 1);
        }

        // Ids are bounded where the file is read; a hole stays null.
        _tokens = new string?[size];
        foreach ((string token, int id) in ids)
        {
            _tokens[id] = token;
        }
    }

    /// <summary>The highest id plus one.</summary>
    public int Size => _tokens.Length;

    /// <summary>How many tokens there are.</summary>
    public int Count => _ids.Count;

    public int? TokenToId(string token) => _ids.TryGetValue(token, out int id) ? id : null;

    public string? IdToToken(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    /// <summary>The id of the unknown token, which text is about to need.</summary>
    public int RequireUnknown(string unknown, ReadOnlySpan<char> piece) => _ids.TryGetValue(unknown, out int id)
        ? id
        : throw new InvalidOperationException(
            $"The vocabulary has neither '{piece[..Math.Min(piece.Length, 32)]}' nor the unknown token '{unknown}' to stand for it. Add the unknown token to the tokenizer file.");
}
