using System.Collections.Frozen;

namespace RerankKit.Tokenizers;

/// <summary>Every piece is one token, or unknown.</summary>
internal sealed class WordLevelModel : ITokenModel
{
    private readonly TokenTable _table;
    private readonly string _unknown;
    private readonly FrozenSet<int> _hidden;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;

    public WordLevelModel(Dictionary<string, int> vocabulary, string unknown, FrozenSet<int> hiddenIds)
    {
        _table = new(vocabulary);
        _ids = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        _unknown = unknown;
        _hidden = hiddenIds;
    }

    public int VocabularySize => _table.Size;

    public int TokenCount => _table.Count;

    public int? TokenToId(string token) => _table.TokenToId(token);

    public string? IdToToken(int id) => _table.IdToToken(id);

    public void Tokenize(ReadOnlySpan<char> piece, int start, TokenBuffer tokens)
    {
        if (piece.IsEmpty)
        {
            return;
        }

        int id = _ids.TryGetValue(piece, out int found) && !_hidden.Contains(found) ? found : _table.RequireUnknown(_unknown, piece);
        tokens.Add(id, start, start + piece.Length);
    }
}
